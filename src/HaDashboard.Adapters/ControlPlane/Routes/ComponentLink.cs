using System.Collections.Concurrent;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>
/// The connections to a component at one address: without credentials, and with those of the kubeconfig. An apiserver may allow anonymous
/// requests for its health paths alone, so that a refusal is remembered for its path.
/// </summary>
internal sealed class ComponentLink(Func<bool, NodeHttp> open, IClusterTrustSource trust) : IDisposable
{
    private readonly Lazy<NodeHttp> _anonymous = new(() => open(false));
    private readonly Lazy<NodeHttp> _signed = new(() => open(true));
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);

    public NodeHttp Anonymous => _anonymous.Value;

    public NodeHttp Signed => _signed.Value;

    /// <summary>
    /// As <see cref="NodeHttp.GetAsync"/>; 401 and 403 are answers. The request is anonymous where the apiserver allows that for its path,
    /// because then no credential has to be valid.
    /// </summary>
    public async Task<NodeAnswer> GetAsync(string path, CancellationToken ct)
    {
        var canSign = trust.Current.HasCredentials;
        if (!canSign || !_refused.ContainsKey(path))
        {
            var answer = await Anonymous.GetAsync(path, ct);
            if (!IsRefusal(answer) || !canSign || answer.Identity is not ServerIdentity.Verified)
            {
                return answer;
            }

            _refused[path] = true;
        }

        var signed = await Signed.GetAsync(path, ct);
        if (IsRefusal(signed))
        {
            _refused.TryRemove(path, out _); // the credentials are no better now, so the next request is anonymous again
        }

        return signed;
    }

    public void Dispose()
    {
        foreach (var http in new[] { _anonymous, _signed }.Where(http => http.IsValueCreated))
        {
            http.Value.Dispose();
        }
    }

    private static bool IsRefusal(NodeAnswer answer) => answer.Status is 401 or 403;
}

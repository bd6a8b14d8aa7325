using System.Collections.Concurrent;
using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Requests to the apiserver of one node. A request is anonymous where the apiserver allows that for its path, because then no credential
/// has to be valid. An apiserver may allow it for the health paths alone, so that a refusal is remembered for its path.
/// </summary>
internal sealed class ApiServerHttp(ProbeTools tools) : IDisposable
{
    private readonly NodeHttp _anonymous = tools.Http(tools.Options.ApiServer, tools.ApiServer);
    private readonly NodeHttp _signed = tools.Http(tools.Options.ApiServer, tools.ApiServer, signed: true);
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);

    /// <summary>As <see cref="NodeHttp.GetAsync"/>; 401 and 403 are answers.</summary>
    public async Task<NodeAnswer> GetAsync(string path, CancellationToken ct)
    {
        var canSign = tools.Trust.Current.HasCredentials;
        if (!canSign || !_refused.ContainsKey(path))
        {
            var answer = await _anonymous.GetAsync(path, ct);
            if (!IsRefusal(answer) || !canSign || answer.Identity is not ServerIdentity.Verified)
            {
                return answer;
            }

            _refused[path] = true;
        }

        var signed = await _signed.GetAsync(path, ct);
        if (IsRefusal(signed))
        {
            _refused.TryRemove(path, out _); // the credentials are no better now, so the next request is anonymous again
        }

        return signed;
    }

    public void Dispose()
    {
        _anonymous.Dispose();
        _signed.Dispose();
    }

    private static bool IsRefusal(NodeAnswer answer) => answer.Status is 401 or 403;
}

using System.Globalization;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>
/// Reads the ConfigMap <c>kubeadm-config</c> for the topology doctor. A missing or forbidden ConfigMap is reported there and is not a
/// failure of the cluster.
/// </summary>
internal sealed class KubeadmConfigReader(string @namespace, ApiRoute route, TimeSpan timeout, TimeProvider time)
    : ValueReader<KubeadmConfig>(SourceCatalogue.KubeadmConfig, null, time)
{
    internal const string Name = "kubeadm-config";
    private const int MostSans = 60;
    private const int MostEndpoints = 20;

    public override async Task<KubeadmConfig> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, Time, cancellationToken);
        var scalars = await ConfigMap.ScalarsAsync(route, @namespace, Name, "ClusterConfiguration", deadline);
        return Of(scalars);
    }

    private static KubeadmConfig Of(IReadOnlyDictionary<string, string> scalars)
    {
        var endpoint = scalars.GetValueOrDefault("controlPlaneEndpoint");
        return new KubeadmConfig(
            string.IsNullOrWhiteSpace(endpoint) ? null : Printable.Excerpt(endpoint, 260),
            [.. Items(scalars, "apiServer/certSANs/").Take(MostSans).Select(name => Printable.Excerpt(name, 253))]
        )
        {
            EtcdIsExternal = scalars.Keys.Any(key => key.StartsWith("etcd/external/", StringComparison.Ordinal)),
            EtcdEndpoints =
            [
                .. Items(scalars, "etcd/external/endpoints/")
                    .Take(MostEndpoints)
                    .Select(url => Redaction.Text(Printable.Excerpt(url, 300))),
            ],
            ApiServerBindPort = ExtraArgument(scalars, "apiServer", "secure-port") is { } text ? Port(text) : null,
        };
    }

    private static IEnumerable<string> Items(IReadOnlyDictionary<string, string> scalars, string prefix) =>
        scalars.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => pair.Value);

    // v1beta1 to v1beta3 have a map of flags; v1beta4 has a list of names and values, in which the last of several entries wins.
    private static string? ExtraArgument(IReadOnlyDictionary<string, string> scalars, string component, string flag)
    {
        var root = $"{component}/extraArgs/";
        if (scalars.TryGetValue(root + flag, out var value))
        {
            return value;
        }

        const string name = "/name";
        return scalars
            .Where(pair =>
                pair.Key.StartsWith(root, StringComparison.Ordinal)
                && pair.Key.EndsWith(name, StringComparison.Ordinal)
                && pair.Value.Equals(flag, StringComparison.Ordinal)
            )
            .Select(pair => scalars.GetValueOrDefault(pair.Key[..^name.Length] + "/value"))
            .LastOrDefault();
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}

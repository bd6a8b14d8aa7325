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

    public override async Task<KubeadmConfig> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, Time, cancellationToken);
        var scalars = await ConfigMap.ScalarsAsync(route, @namespace, Name, "ClusterConfiguration", deadline);
        var sans = scalars
            .Where(pair => pair.Key.StartsWith("apiServer/certSANs/", StringComparison.Ordinal))
            .Take(MostSans)
            .Select(pair => Printable.Excerpt(pair.Value, 253));
        var endpoint = scalars.GetValueOrDefault("controlPlaneEndpoint");
        return new KubeadmConfig(
            string.IsNullOrWhiteSpace(endpoint) ? null : Printable.Excerpt(endpoint, 260),
            [.. sans]
        );
    }
}

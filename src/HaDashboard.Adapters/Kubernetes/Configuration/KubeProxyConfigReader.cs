using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>
/// Reads the ConfigMap <c>kube-proxy</c> for the topology doctor. A missing or forbidden ConfigMap is reported there and is not a failure
/// of the cluster.
/// </summary>
internal sealed class KubeProxyConfigReader(string @namespace, ApiRoute route, TimeSpan timeout, TimeProvider time)
    : ValueReader<KubeProxyConfig>(SourceCatalogue.KubeProxyConfig, null, time)
{
    internal const string Name = "kube-proxy";

    public override async Task<KubeProxyConfig> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, Time, cancellationToken);
        var scalars = await ConfigMap.ScalarsAsync(route, @namespace, Name, "kubeconfig.conf", deadline);
        var address = KubeconfigServers.AddressOf(scalars.GetValueOrDefault("clusters/0/cluster/server"));
        return address is not null
            ? new KubeProxyConfig(address)
            : throw new SourceFailureException(FailureKind.Malformed, KubernetesAdapterTexts.KubeProxyWithoutServer);
    }
}

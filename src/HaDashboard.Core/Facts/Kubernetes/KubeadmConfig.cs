using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>What kubeadm noted of the cluster it made: the ConfigMap <c>kubeadm-config</c>.</summary>
/// <param name="ControlPlaneEndpoint"><c>127.0.0.1:5443</c>, or without a port; null where none is set.</param>
/// <param name="CertSans">What it adds to the apiservers' certificates beside the endpoint and the node's own names.</param>
public sealed record KubeadmConfig(string? ControlPlaneEndpoint, ImmutableArray<string> CertSans)
{
    public bool Equals(KubeadmConfig? other) =>
        other is not null
        && string.Equals(ControlPlaneEndpoint, other.ControlPlaneEndpoint, StringComparison.Ordinal)
        && CertSans.SequenceEqual(other.CertSans, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(ControlPlaneEndpoint, CertSans.Length);
}

/// <summary>Where every kube-proxy finds the API: the <c>server:</c> of the kubeconfig in the ConfigMap <c>kube-proxy</c>.</summary>
public sealed record KubeProxyConfig(string Server);

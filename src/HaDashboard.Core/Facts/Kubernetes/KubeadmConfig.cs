using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The settings that kubeadm stored for the cluster in the ConfigMap <c>kubeadm-config</c>.</summary>
/// <param name="ControlPlaneEndpoint">Such as <c>127.0.0.1:5443</c>, with or without a port; null if none is set.</param>
/// <param name="CertSans">Names that kubeadm adds to the apiservers' certificates besides the endpoint and the node's own names.</param>
public sealed record KubeadmConfig(string? ControlPlaneEndpoint, ImmutableArray<string> CertSans)
{
    public bool Equals(KubeadmConfig? other) =>
        other is not null
        && string.Equals(ControlPlaneEndpoint, other.ControlPlaneEndpoint, StringComparison.Ordinal)
        && CertSans.SequenceEqual(other.CertSans, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(ControlPlaneEndpoint, CertSans.Length);
}

/// <summary>The API address of every kube-proxy: the <c>server:</c> of the kubeconfig in the ConfigMap <c>kube-proxy</c>.</summary>
public sealed record KubeProxyConfig(string Server);

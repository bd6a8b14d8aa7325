using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The settings that kubeadm stored for the cluster in the ConfigMap <c>kubeadm-config</c>.</summary>
/// <param name="ControlPlaneEndpoint">Such as <c>127.0.0.1:5443</c>, with or without a port; null if none is set.</param>
/// <param name="CertSans">Names that kubeadm adds to the apiservers' certificates besides the endpoint and the node's own names.</param>
public sealed record KubeadmConfig(string? ControlPlaneEndpoint, ImmutableArray<string> CertSans)
{
    /// <summary>True if etcd is not installed by kubeadm (<c>etcd.external</c>): no master has an etcd pod.</summary>
    public bool EtcdIsExternal { get; init; }

    /// <summary>The client URLs of an external etcd, such as <c>https://etcd1.example:2379</c>.</summary>
    public ImmutableArray<string> EtcdEndpoints { get; init; } = [];

    /// <summary>The apiservers' port if the configuration sets <c>secure-port</c>; null for the default.</summary>
    public int? ApiServerBindPort { get; init; }

    public bool Equals(KubeadmConfig? other) =>
        other is not null
        && string.Equals(ControlPlaneEndpoint, other.ControlPlaneEndpoint, StringComparison.Ordinal)
        && CertSans.SequenceEqual(other.CertSans, StringComparer.Ordinal)
        && EtcdIsExternal == other.EtcdIsExternal
        && EtcdEndpoints.SequenceEqual(other.EtcdEndpoints, StringComparer.Ordinal)
        && ApiServerBindPort == other.ApiServerBindPort;

    public override int GetHashCode() =>
        HashCode.Combine(
            ControlPlaneEndpoint,
            CertSans.Length,
            EtcdIsExternal,
            EtcdEndpoints.Length,
            ApiServerBindPort
        );
}

/// <summary>The API address of every kube-proxy: the <c>server:</c> of the kubeconfig in the ConfigMap <c>kube-proxy</c>.</summary>
public sealed record KubeProxyConfig(string Server);

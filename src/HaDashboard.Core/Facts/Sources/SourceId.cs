using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>One source, as logs, evidence and the API identify it.</summary>
/// <param name="Node">The node, for sources that belong to one.</param>
public sealed record SourceId(SourceKind Kind, NodeName? Node = null)
{
    public static SourceId KubernetesApi { get; } = new(SourceKind.KubernetesApi);

    public static SourceId KubernetesNodes { get; } = new(SourceKind.KubernetesNodes);

    public static SourceId KubernetesPods { get; } = new(SourceKind.KubernetesPods);

    public static SourceId KubernetesLeases { get; } = new(SourceKind.KubernetesLeases);

    public static SourceId KubernetesNodeLeases { get; } = new(SourceKind.KubernetesNodeLeases);

    public static SourceId KubeadmConfig { get; } = new(SourceKind.KubeadmConfig);

    public static SourceId KubeProxyConfig { get; } = new(SourceKind.KubeProxyConfig);

    public static SourceId HaProxy(NodeName node) => new(SourceKind.HaProxy, node);

    public static SourceId Etcd(NodeName node) => new(SourceKind.Etcd, node);

    public static SourceId ApiServer(NodeName node) => new(SourceKind.ApiServer, node);

    public static SourceId LocalEndpoint(NodeName node) => new(SourceKind.LocalEndpoint, node);

    public static SourceId Certificates(NodeName node) => new(SourceKind.Certificates, node);

    /// <summary>What a person calls it: "etcd on k8smaster1", "kube-proxy ConfigMap".</summary>
    public Message DisplayName => SourceCatalogue.Of(Kind).NameOn(Node);

    public override string ToString() => Node is null ? Kind.ToString() : $"{Kind}/{Node}";
}

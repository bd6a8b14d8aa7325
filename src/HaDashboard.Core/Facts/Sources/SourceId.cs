using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Sources;

public enum SourceKind
{
    /// <summary>The runtime API of one node's HAProxy.</summary>
    HaProxy,

    /// <summary>The Kubernetes API itself: does it answer, and from its database.</summary>
    KubernetesApi,
    KubernetesNodes,
    KubernetesPods,

    /// <summary>Who leads the controller-manager and the scheduler.</summary>
    KubernetesLeases,

    /// <summary>The etcd member of one master.</summary>
    Etcd,

    /// <summary>The apiserver of one master, asked on it.</summary>
    ApiServer,
    ControllerManager,
    Scheduler,

    /// <summary>The API through one node's own HAProxy.</summary>
    LocalEndpoint,

    /// <summary>The serving certificates of one master.</summary>
    Certificates,

    /// <summary>The master CLI of one node's HAProxy.</summary>
    HaProxyMaster,

    /// <summary>What is set of the servers of one node's HAProxy.</summary>
    HaProxySettings,

    /// <summary>The configuration file of one node's HAProxy.</summary>
    HaProxyConfiguration,

    /// <summary>When the kubelets of the masters last renewed their nodes' leases.</summary>
    KubernetesNodeLeases,

    /// <summary>How many requests one master's apiserver failed, by its metrics.</summary>
    ApiServerRequests,

    /// <summary>The ConfigMap <c>kubeadm-config</c>.</summary>
    KubeadmConfig,

    /// <summary>The ConfigMap <c>kube-proxy</c>.</summary>
    KubeProxyConfig,

    /// <summary>The clock of one node.</summary>
    Clock,

    /// <summary>Where the kubeconfig files of one node point to.</summary>
    Kubeconfigs,

    /// <summary>The systemd unit of one node's HAProxy.</summary>
    HaProxyUnit,

    /// <summary>What the dashboard's own key may do on one node.</summary>
    OwnKey,
}

/// <summary>Where facts come from.</summary>
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

    public override string ToString() => Node is null ? Kind.ToString() : $"{Kind}/{Node}";
}

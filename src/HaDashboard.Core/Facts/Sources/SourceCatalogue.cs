using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>
/// Every source, once. Storage, reduction, staleness, names, evidence, loops and <c>--check</c> derive from these entries.
/// </summary>
public static class SourceCatalogue
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>Whether the API answers, with what it reads from its database.</summary>
    public static ValueSource<KubernetesEndpoint> KubernetesApi { get; } =
        new(SourceKind.KubernetesApi, SourceScope.Cluster, SourceTexts.KubernetesApi)
        {
            Check = SourceCheck.Kubernetes,
            CheckName = "Kubernetes connection",
            StaleSubject = "Kubernetes API",
        };

    public static ListSource<Node> KubernetesNodes { get; } =
        new(SourceKind.KubernetesNodes, SourceScope.Cluster, SourceTexts.KubernetesNodes, node => node.Name.Value)
        {
            Check = SourceCheck.Kubernetes,
            CheckName = "list nodes",
            StaleSubject = "nodes",
        };

    public static ListSource<Pod> KubernetesPods { get; } =
        new(SourceKind.KubernetesPods, SourceScope.Cluster, SourceTexts.KubernetesPods, pod => pod.Key)
        {
            Check = SourceCheck.Kubernetes,
            CheckName = "list pods",
            StaleSubject = "pods",
        };

    /// <summary>Which replica of the controller-manager and of the scheduler leads.</summary>
    public static ListSource<Lease> KubernetesLeases { get; } =
        new(SourceKind.KubernetesLeases, SourceScope.Cluster, SourceTexts.LeaderLeases, lease => lease.Name)
        {
            Interval = Often,
            Check = SourceCheck.Kubernetes,
            CheckName = "get leases",
            StaleSubject = "leases",
        };

    /// <summary>When the kubelets of the masters last renewed the leases of their nodes: each does so every ten seconds.</summary>
    public static ListSource<Lease> KubernetesNodeLeases { get; } =
        new(SourceKind.KubernetesNodeLeases, SourceScope.Cluster, SourceTexts.NodeLeases, lease => lease.Name)
        {
            Interval = TimeSpan.FromSeconds(10),
            Check = SourceCheck.Kubernetes,
            CheckName = "get leases in kube-node-lease",
            IsOptional = true,
        };

    public static ValueSource<KubeadmConfig> KubeadmConfig { get; } =
        new(SourceKind.KubeadmConfig, SourceScope.Cluster, SourceTexts.KubeadmConfig)
        {
            Interval = FiveMinutes,
            Check = SourceCheck.Kubernetes,
            CheckName = "get configmap kubeadm-config",
            IsOptional = true,
        };

    public static ValueSource<KubeProxyConfig> KubeProxyConfig { get; } =
        new(SourceKind.KubeProxyConfig, SourceScope.Cluster, SourceTexts.KubeProxyConfig)
        {
            Interval = FiveMinutes,
            Check = SourceCheck.Kubernetes,
            CheckName = "get configmap kube-proxy",
            IsOptional = true,
        };

    /// <summary>The runtime API: <c>show info</c> and <c>show stat</c>.</summary>
    public static ValueSource<HaProxyReading> HaProxy { get; } =
        new(SourceKind.HaProxy, SourceScope.Node, Message.Verbatim("HAProxy"))
        {
            NeedsHaProxy = true,
            Check = SourceCheck.Node,
            CheckName = "socket",
            StaleSubject = "haproxy",
        };

    /// <summary>The operator's and the file's settings of each server: <c>show servers state</c>.</summary>
    public static ValueSource<RuntimeSettings> HaProxySettings { get; } =
        new(SourceKind.HaProxySettings, SourceScope.Node, SourceTexts.HaProxySettings)
        {
            NeedsHaProxy = true,
            Interval = TimeSpan.FromSeconds(10),
            Check = SourceCheck.Node,
        };

    /// <summary>The processes as the master CLI lists them; only where a master socket is configured.</summary>
    public static ValueSource<MasterProcess> HaProxyMasterProcess { get; } =
        new(SourceKind.HaProxyMaster, SourceScope.Node, SourceTexts.HaProxyMasterProcess)
        {
            NeedsHaProxy = true,
            Interval = TimeSpan.FromSeconds(10),
            Check = SourceCheck.Node,
            CheckName = "master socket",
        };

    public static ValueSource<NodeConfiguration> HaProxyConfiguration { get; } =
        new(SourceKind.HaProxyConfiguration, SourceScope.Node, Message.Verbatim("haproxy.cfg"))
        {
            NeedsHaProxy = true,
            Interval = Minute,
            Check = SourceCheck.Node,
            CheckName = "configuration",
        };

    public static ValueSource<HaProxyUnit> HaProxyUnit { get; } =
        new(SourceKind.HaProxyUnit, SourceScope.Node, SourceTexts.HaProxyUnit)
        {
            NeedsHaProxy = true,
            Interval = FiveMinutes,
            Check = SourceCheck.Node,
            IsOptional = true,
        };

    /// <summary>The addresses in the kubeconfig files of a node.</summary>
    public static ValueSource<KubeconfigServers> Kubeconfigs { get; } =
        new(SourceKind.Kubeconfigs, SourceScope.Node, SourceTexts.Kubeconfigs)
        {
            Interval = FiveMinutes,
            Check = SourceCheck.Node,
            IsOptional = true,
        };

    /// <summary>Load and memory; only where a command for it is configured.</summary>
    public static ValueSource<NodeLoad> NodeLoad { get; } =
        new(SourceKind.NodeLoad, SourceScope.Node, SourceTexts.NodeLoad)
        {
            Interval = TimeSpan.FromSeconds(10),
            Check = SourceCheck.Node,
            IsOptional = true,
        };

    /// <summary>What the dashboard's own SSH key may do. Each trial writes a refusal to the node's log, hence the long interval.</summary>
    public static ValueSource<KeyRights> OwnKey { get; } =
        new(SourceKind.OwnKey, SourceScope.Node, SourceTexts.OwnKey)
        {
            Interval = TimeSpan.FromDays(7),
            Check = SourceCheck.Node,
            CheckName = "key",
            IsOptional = true,
        };

    /// <summary>The API as the node's own components reach it, through its HAProxy.</summary>
    public static ValueSource<EndpointProbe> LocalEndpoint { get; } =
        new(SourceKind.LocalEndpoint, SourceScope.Node, SourceTexts.LocalEndpoint)
        {
            NeedsHaProxy = true,
            Interval = Often,
            Check = SourceCheck.ControlPlane,
            StaleSubject = "local endpoint",
        };

    /// <summary>The API at the address that all clients use, as the node reaches it.</summary>
    public static ValueSource<EndpointProbe> Endpoint { get; } =
        new(SourceKind.Endpoint, SourceScope.Node, SourceTexts.Endpoint)
        {
            Interval = Often,
            Check = SourceCheck.ControlPlane,
            IsOptional = true,
        };

    /// <summary>The IP addresses that the machine has now: they show who it is, and whether it holds the virtual address.</summary>
    public static ValueSource<MachineAddresses> NodeAddresses { get; } =
        new(SourceKind.NodeAddresses, SourceScope.Node, SourceTexts.NodeAddresses)
        {
            Interval = Minute,
            Check = SourceCheck.Node,
            IsOptional = true,
        };

    /// <summary>The IP addresses of the host names that the inventory has for the machine, as this host resolves them.</summary>
    public static ValueSource<MachineAddresses> ResolvedAddresses { get; } =
        new(SourceKind.ResolvedAddresses, SourceScope.Node, SourceTexts.ResolvedAddresses)
        {
            Interval = Minute,
            Check = SourceCheck.Node,
            IsOptional = true,
        };

    /// <summary>By the apiserver's answers on a master, or by a configured command on any node.</summary>
    public static ValueSource<ClockBounds> Clock { get; } =
        new(SourceKind.Clock, SourceScope.Node, SourceTexts.Clock)
        {
            Interval = Minute,
            Check = SourceCheck.ControlPlane,
            IsOptional = true,
        };

    public static ValueSource<EtcdMember> Etcd { get; } =
        new(SourceKind.Etcd, SourceScope.Master, Message.Verbatim("etcd"))
        {
            Interval = Often,
            Check = SourceCheck.ControlPlane,
            StaleSubject = "etcd",
        };

    public static ValueSource<ApiServerProbe> ApiServer { get; } =
        new(SourceKind.ApiServer, SourceScope.Master, Message.Verbatim("apiserver"))
        {
            Interval = Often,
            Check = SourceCheck.ControlPlane,
            StaleSubject = "apiserver",
        };

    /// <summary>Answered and failed requests; the metrics are megabytes that the apiserver must collect each time.</summary>
    public static ValueSource<ApiServerRequests> ApiServerRequests { get; } =
        new(SourceKind.ApiServerRequests, SourceScope.Master, SourceTexts.ApiServerRequests)
        {
            Interval = Minute,
            Check = SourceCheck.ControlPlane,
        };

    public static ValueSource<ComponentProbe> ControllerManager { get; } =
        new(SourceKind.ControllerManager, SourceScope.Master, Message.Verbatim("controller-manager"))
        {
            Interval = TimeSpan.FromSeconds(5),
            Check = SourceCheck.ControlPlane,
            StaleSubject = "controller-manager",
        };

    public static ValueSource<ComponentProbe> Scheduler { get; } =
        new(SourceKind.Scheduler, SourceScope.Master, Message.Verbatim("scheduler"))
        {
            Interval = TimeSpan.FromSeconds(5),
            Check = SourceCheck.ControlPlane,
            StaleSubject = "scheduler",
        };

    public static ValueSource<ServingCertificates> Certificates { get; } =
        new(SourceKind.Certificates, SourceScope.Master, SourceTexts.Certificates)
        {
            Interval = FiveMinutes,
            Check = SourceCheck.ControlPlane,
            StaleSubject = "certificates",
        };

    /// <summary>The API at the address that all clients use, as the dashboard's host reaches it.</summary>
    public static ValueSource<EndpointProbe> EndpointFromHere { get; } =
        new(SourceKind.EndpointFromHere, SourceScope.Cluster, SourceTexts.EndpointFromHere)
        {
            Interval = Often,
            Check = SourceCheck.ControlPlane,
            IsOptional = true,
        };

    /// <summary>The sources of the cluster as a whole.</summary>
    public static ImmutableArray<SourceDescriptor> OfCluster { get; } =
    [
        KubernetesApi,
        KubernetesNodes,
        KubernetesPods,
        KubernetesLeases,
        KubernetesNodeLeases,
        KubeadmConfig,
        KubeProxyConfig,
        EndpointFromHere,
    ];

    /// <summary>The sources that a node has, those of masters included.</summary>
    public static ImmutableArray<SourceDescriptor> OfNodes { get; } =
    [
        HaProxy,
        HaProxySettings,
        HaProxyMasterProcess,
        HaProxyConfiguration,
        HaProxyUnit,
        Kubeconfigs,
        NodeLoad,
        OwnKey,
        NodeAddresses,
        ResolvedAddresses,
        LocalEndpoint,
        Endpoint,
        Clock,
        Etcd,
        ApiServer,
        ApiServerRequests,
        ControllerManager,
        Scheduler,
        Certificates,
    ];

    public static ImmutableArray<SourceDescriptor> All { get; } = [.. OfCluster, .. OfNodes];

    private static readonly FrozenDictionary<SourceKind, SourceDescriptor> ByKind = All.ToFrozenDictionary(source =>
        source.Kind
    );

    private static readonly int[] Ordinals = OrdinalsByKind();

    public static SourceDescriptor Of(SourceKind kind) => ByKind[kind];

    internal static int OrdinalOf(SourceKind kind) => Ordinals[(int)kind];

    private static int[] OrdinalsByKind()
    {
        var ordinals = new int[All.Max(source => (int)source.Kind) + 1];
        foreach (var sources in new[] { OfCluster, OfNodes })
        {
            for (var i = 0; i < sources.Length; i++)
            {
                ordinals[(int)sources[i].Kind] = i;
            }
        }

        return ordinals;
    }
}

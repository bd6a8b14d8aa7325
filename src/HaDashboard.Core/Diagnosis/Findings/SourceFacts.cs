using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>When a source was last heard, and what is wrong with it: what gives evidence its age.</summary>
public sealed record SourceFacts(DateTimeOffset? ObservedAt, bool IsFresh, SourceFailure? Failure)
{
    /// <returns>null for a source that nobody knows.</returns>
    public static SourceFacts? Of(ClusterSnapshot snapshot, SourceId source) =>
        source switch
        {
            { Kind: SourceKind.KubernetesApi } => From(snapshot.Kubernetes.Api),
            { Kind: SourceKind.KubernetesNodes } => From(snapshot.Kubernetes.Nodes),
            { Kind: SourceKind.KubernetesPods } => From(snapshot.Kubernetes.Pods),
            { Kind: SourceKind.KubernetesLeases } => From(snapshot.Kubernetes.Leases),
            { Kind: SourceKind.KubernetesNodeLeases } => From(snapshot.Kubernetes.NodeLeases),
            { Kind: SourceKind.KubeadmConfig } => From(snapshot.Kubernetes.Kubeadm),
            { Node: { } name } when snapshot.Node(name) is { } node => source.Kind switch
            {
                SourceKind.HaProxy => From(node.HaProxy),
                SourceKind.Etcd => From(node.Etcd),
                SourceKind.ApiServer => From(node.ApiServer),
                SourceKind.ApiServerRequests => From(node.ApiServerRequests),
                SourceKind.ControllerManager => From(node.ControllerManager),
                SourceKind.Scheduler => From(node.Scheduler),
                SourceKind.LocalEndpoint => From(node.LocalEndpoint),
                SourceKind.Certificates => From(node.Certificates),
                SourceKind.HaProxyMaster => From(node.Master),
                SourceKind.HaProxySettings => From(node.Settings),
                SourceKind.HaProxyConfiguration => From(node.Configuration),
                _ => null,
            },
            _ => null,
        };

    internal static string Name(SourceId source) =>
        source.Kind switch
        {
            SourceKind.KubernetesApi => "the Kubernetes API",
            SourceKind.KubernetesNodes => "the API's nodes",
            SourceKind.KubernetesPods => "the API's pods",
            SourceKind.KubernetesLeases => "the API's leases",
            SourceKind.KubernetesNodeLeases => "the API's node leases",
            SourceKind.ApiServerRequests => $"the metrics of {source.Node}'s apiserver",
            SourceKind.KubeadmConfig => "the ConfigMap kubeadm-config",
            SourceKind.HaProxy => $"HAProxy of {source.Node}",
            SourceKind.Etcd => $"etcd of {source.Node}",
            SourceKind.ApiServer => $"apiserver of {source.Node}",
            SourceKind.ControllerManager => $"controller-manager of {source.Node}",
            SourceKind.Scheduler => $"scheduler of {source.Node}",
            SourceKind.LocalEndpoint => $"{source.Node}'s own way to the API",
            SourceKind.Certificates => $"certificates of {source.Node}",
            SourceKind.HaProxyMaster => $"HAProxy's master process of {source.Node}",
            SourceKind.HaProxySettings => $"HAProxy's settings of {source.Node}",
            _ => $"haproxy.cfg of {source.Node}",
        };

    private static SourceFacts From<T>(Slice<T> slice)
        where T : class => new(slice.ObservedAt, slice.IsFresh, slice.Failure);
}

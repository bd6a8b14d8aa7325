using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>The API answered, at this address.</summary>
public sealed record KubernetesEndpoint(string Address);

/// <summary>What the Kubernetes API says. Three sources: the API itself, the watch of nodes, the watch of pods; any may fail alone.</summary>
public sealed record KubernetesState(
    Slice<KubernetesEndpoint> Api,
    Slice<ImmutableSortedDictionary<string, Node>> Nodes,
    Slice<ImmutableSortedDictionary<string, Pod>> Pods
)
{
    /// <summary>By name; asked for only where the control plane is probed.</summary>
    public Slice<ImmutableSortedDictionary<string, Lease>> Leases { get; init; } =
        Slice<ImmutableSortedDictionary<string, Lease>>.Never;

    /// <summary>By node's name: its kubelet's sign of life. Only of the configured masters.</summary>
    public Slice<ImmutableSortedDictionary<string, Lease>> NodeLeases { get; init; } =
        Slice<ImmutableSortedDictionary<string, Lease>>.Never;

    /// <summary>What kubeadm noted of the cluster; only the topology doctor asks.</summary>
    public Slice<KubeadmConfig> Kubeadm { get; init; } = Slice<KubeadmConfig>.Never;

    public Slice<KubeProxyConfig> KubeProxy { get; init; } = Slice<KubeProxyConfig>.Never;

    public static KubernetesState Empty { get; } =
        new(
            Slice<KubernetesEndpoint>.Never,
            Slice<ImmutableSortedDictionary<string, Node>>.Never,
            Slice<ImmutableSortedDictionary<string, Pod>>.Never
        );

    public Node? Node(NodeName name) => Nodes.Value?.GetValueOrDefault(name.Value);

    /// <summary>The lock of a component, as far as known.</summary>
    public Lease? LeaseOf(ControlPlaneComponent component) => Leases.Value?.GetValueOrDefault(component.Id());

    /// <summary>Whether the node's replica of a component leads just now; null where that is not known.</summary>
    public bool? IsLeader(NodeName node, ControlPlaneComponent component) =>
        Leases is { IsFresh: true, ObservedAt: { } at }
        && LeaseOf(component) is { Holder: not null } lease
        && !lease.IsExpired(at)
            ? lease.IsHeldBy(node)
            : null;

    /// <summary>The static pod of a component on a node: the newest, should a restart briefly show two.</summary>
    public Pod? ComponentPod(NodeName node, ControlPlaneComponent component)
    {
        Pod? found = null;
        foreach (var pod in Pods.Value?.Values ?? [])
        {
            if (pod.Component == component && pod.Node == node && (found is null || pod.CreatedAt > found.CreatedAt))
            {
                found = pod;
            }
        }

        return found;
    }
}

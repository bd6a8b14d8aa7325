using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>The facts of the Kubernetes API. Its sources are independent: each may fail alone.</summary>
public sealed record KubernetesState
{
    public static KubernetesState Empty { get; } = new();

    /// <summary>One for each source of the cluster.</summary>
    public SliceSet Slices { get; private init; } = SliceSet.NeverObserved(SourceCatalogue.OfCluster);

    public Slice<KubernetesEndpoint> Api => Of(SourceCatalogue.KubernetesApi);

    public Slice<ImmutableSortedDictionary<string, Node>> Nodes => Of(SourceCatalogue.KubernetesNodes);

    public Slice<ImmutableSortedDictionary<string, Pod>> Pods => Of(SourceCatalogue.KubernetesPods);

    /// <summary>By name; read only where the control plane is probed.</summary>
    public Slice<ImmutableSortedDictionary<string, Lease>> Leases => Of(SourceCatalogue.KubernetesLeases);

    /// <summary>By node's name: when its kubelet last renewed it. Only of the configured masters.</summary>
    public Slice<ImmutableSortedDictionary<string, Lease>> NodeLeases => Of(SourceCatalogue.KubernetesNodeLeases);

    /// <summary>The settings that kubeadm stored; absent in a cluster that kubeadm did not install.</summary>
    public Slice<KubeadmConfig> Kubeadm => Of(SourceCatalogue.KubeadmConfig);

    public Slice<KubeProxyConfig> KubeProxy => Of(SourceCatalogue.KubeProxyConfig);

    /// <summary>The address that all clients use, as the dashboard's host reaches it.</summary>
    public Slice<EndpointProbe> EndpointFromHere => Of(SourceCatalogue.EndpointFromHere);

    public Slice<T> Of<T>(SourceDescriptor<T> source)
        where T : class => Slices.Get(source);

    public Node? Node(NodeName name) => Nodes.Value?.GetValueOrDefault(name.Value);

    /// <summary>The names and addresses that the API has for a node.</summary>
    public IEnumerable<string> HostsOf(NodeName name) =>
        (Node(name)?.Addresses ?? []).Select(address => address.Address);

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

    /// <returns>The same reference for the same slices.</returns>
    internal KubernetesState With(SliceSet slices) =>
        ReferenceEquals(slices, Slices) ? this : this with { Slices = slices };
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Onsets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>Everything known of the cluster, immutable.</summary>
/// <param name="Nodes">In the order of the inventory.</param>
/// <param name="Transitions">The newest first, bounded.</param>
/// <param name="Reloads">The newest first, bounded.</param>
/// <param name="At">The time of the newest fact; null before the first.</param>
public sealed record ClusterSnapshot(
    ClusterInventory Inventory,
    ImmutableArray<NodeState> Nodes,
    KubernetesState Kubernetes,
    ImmutableList<Transition> Transitions,
    ImmutableArray<ReloadRecord> Reloads,
    DateTimeOffset? At
)
{
    public static ClusterSnapshot For(ClusterInventory inventory) =>
        new(inventory, [.. inventory.Nodes.Select(node => new NodeState(node))], KubernetesState.Empty, [], [], null);

    /// <summary>Actions on several nodes, the newest first, bounded.</summary>
    public ImmutableArray<FleetRecord> Fleets { get; init; } = [];

    /// <summary>The last state set from here of each server of each node, the newest first, bounded.</summary>
    public ImmutableArray<ServerOrder> Orders { get; init; } = [];

    /// <summary>Since when things are as they are, as far as a finding needs it.</summary>
    public ClusterOnsets Onsets { get; init; } = ClusterOnsets.None;

    /// <summary>The state of one source: how old its facts are and why it gives none; null for a node that is not watched.</summary>
    public Slice? SliceOf(SourceId source)
    {
        var descriptor = SourceCatalogue.Of(source.Kind);
        return descriptor.IsPerNode
            ? source.Node is { } name
                ? Node(name)?.Slices[descriptor]
                : null
            : Kubernetes.Slices[descriptor];
    }

    public NodeState? Node(NodeName name) => Nodes.FirstOrDefault(node => node.Name == name);

    public NodeState? Node(string name) =>
        Nodes.FirstOrDefault(node => node.Name.Value.Equals(name, StringComparison.Ordinal));
}

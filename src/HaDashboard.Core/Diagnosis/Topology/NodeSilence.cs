using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// A node none of whose sources responds while other nodes do: a suspicion, before any timeout expires. HAProxys need ten seconds to mark
/// its server DOWN; until then, symptoms elsewhere must not be reported as the cause.
/// </summary>
/// <param name="Since">The time of the last observation.</param>
internal sealed record NodeSilence(NodeState Node, DateTimeOffset Since)
{
    /// <summary>Two polls of HAProxy missed, and the probes due as well.</summary>
    internal static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// By then every HAProxy has a result: MasterUnreachableRule reports a server that is DOWN; a server that is UP shows a running host.
    /// </summary>
    internal static readonly TimeSpan Decided = TimeSpan.FromSeconds(15);

    internal static ImmutableArray<NodeSilence> AllOf(ClusterSnapshot snapshot) =>
        [.. snapshot.Nodes.Select(node => Of(snapshot, node)).OfType<NodeSilence>()];

    /// <returns>null while a source of the node responds, and if no node responds: then the dashboard itself has no connection.</returns>
    private static NodeSilence? Of(ClusterSnapshot snapshot, NodeState node)
    {
        if (
            snapshot is not { At: { } now, Inventory.Probes: not null }
            || node.HaProxy.ObservedAt is null
            || (node.HaProxy.Failure is not null && !MasterReach.IsBeyondReach(node))
            || !snapshot.Nodes.Any(other => now - other.HaProxy.ObservedAt < Suspicious)
        )
        {
            return null;
        }

        ImmutableArray<DateTimeOffset> times = [.. LastObservations(node)];
        return times.Length > 1 && times.Max() is var last && now - last >= Suspicious && now - last < Decided
            ? new NodeSilence(node, last)
            : null;
    }

    // A closed port is reported by the node itself. Only sources with a short interval count: the others are always older.
    private static IEnumerable<DateTimeOffset> LastObservations(NodeState node) =>
        new[]
        {
            ObservedAt(node.HaProxy),
            ObservedAt(node.LocalEndpoint),
            ObservedAt(node.Etcd),
            ObservedAt(node.ApiServer),
        }.OfType<DateTimeOffset>();

    private static DateTimeOffset? ObservedAt<T>(Slice<T> slice)
        where T : class => slice.ObservedAt;
}

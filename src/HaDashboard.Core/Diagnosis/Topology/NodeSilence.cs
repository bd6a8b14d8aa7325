using System.Collections.Immutable;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// A node of which nothing at all is heard any more, while others are: a suspicion, long before any timeout has run out. HAProxys need ten
/// seconds to call its column DOWN; until then whatever breaks elsewhere because of it must not be taken for the cause.
/// </summary>
/// <param name="Since">The last word from it.</param>
internal sealed record NodeSilence(NodeState Node, DateTimeOffset Since)
{
    /// <summary>Two polls of HAProxy missed, and the probes due as well.</summary>
    internal static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// By then every HAProxy has made up its mind: a column that is DOWN is told by that, one that is UP is a host that lives.
    /// </summary>
    internal static readonly TimeSpan Decided = TimeSpan.FromSeconds(15);

    internal static ImmutableArray<NodeSilence> AllOf(ClusterSnapshot snapshot) =>
        [.. snapshot.Nodes.Select(node => Of(snapshot, node)).OfType<NodeSilence>()];

    /// <returns>null while anything is heard of it, and where nobody at all is heard: then it is we who are deaf.</returns>
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

        ImmutableArray<DateTimeOffset> words = [.. LastWords(node)];
        return words.Length > 1 && words.Max() is var last && now - last >= Suspicious && now - last < Decided
            ? new NodeSilence(node, last)
            : null;
    }

    // What says that a port is closed was heard on the node. What is asked every few seconds only: the rest is old on the best of days.
    private static IEnumerable<DateTimeOffset> LastWords(NodeState node) =>
        new[]
        {
            Word(node.HaProxy),
            Word(node.LocalEndpoint),
            Word(node.Etcd),
            Word(node.ApiServer),
        }.OfType<DateTimeOffset>();

    private static DateTimeOffset? Word<T>(Slice<T> slice)
        where T : class => slice.ObservedAt;
}

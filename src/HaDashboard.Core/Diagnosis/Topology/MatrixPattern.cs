using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>Nodes that do not reach servers which others reach.</summary>
/// <param name="Mutual">The two are masters, and neither reaches the other.</param>
/// <param name="Since">When the last of them was lost.</param>
public sealed record BrokenPath(
    ImmutableArray<NodeState> From,
    ImmutableArray<MatrixColumn> To,
    bool Mutual,
    DateTimeOffset? Since
);

/// <summary>Groups of nodes that do not reach each other's masters.</summary>
/// <param name="Between">Nodes that still reach both sides.</param>
public sealed record Partition(
    ImmutableArray<ImmutableArray<NodeState>> Sides,
    ImmutableArray<NodeState> Between,
    DateTimeOffset? Since
);

/// <summary>
/// The pattern of failing cells in the node × master matrix. A complete column is a master, a complete row is a node: other rules report
/// them. The remaining cells are network faults: a broken path, or a partition.
/// </summary>
public sealed record MatrixPattern(ImmutableArray<BrokenPath> Paths, Partition? Partition)
{
    private static readonly MatrixPattern None = new([], null);

    internal static MatrixPattern Of(ClusterSnapshot snapshot, ImmutableArray<MatrixColumn> matrix, EtcdView etcd)
    {
        ImmutableArray<MatrixColumn> columns = [.. matrix.Where(column => !IsItsMastersOwn(snapshot, etcd, column))];
        var red = new Dictionary<NodeName, ImmutableArray<MatrixColumn>>();
        foreach (var node in snapshot.Nodes.Where(node => node.HaProxy.IsFresh))
        {
            ImmutableArray<MatrixColumn> lost = [.. columns.Where(column => IsDown(column.Of(node.Name)))];
            if (!lost.IsEmpty)
            {
                red[node.Name] = lost;
            }
        }

        ImmutableArray<NodeName> rows =
        [
            .. red.Where(row => row.Value.Length == columns.Count(column => column.Of(row.Key).Server is not null))
                .Select(row => row.Key),
        ];
        if (rows.Length == 1)
        {
            red.Remove(rows[0]); // a node that reaches no master is a row: the node or its HAProxy is the cause
        }

        return red.Count == 0 ? None : Of(snapshot, etcd, red);
    }

    private static MatrixPattern Of(
        ClusterSnapshot snapshot,
        EtcdView etcd,
        Dictionary<NodeName, ImmutableArray<MatrixColumn>> red
    )
    {
        var reach = new Reach(snapshot, red);
        ImmutableArray<NodeState> touched = [.. snapshot.Nodes.Where(reach.IsTouched)];
        ImmutableArray<NodeState> between =
        [
            .. snapshot.Nodes.Where(node => node.HaProxy.IsFresh && !reach.IsTouched(node)),
        ];
        var sides = reach.Sides(touched);
        var since = red.Where(row => snapshot.Node(row.Key) is not null)
            .SelectMany(row => row.Value.Select(column => column.Of(row.Key).Server!.Since))
            .Max();
        if (
            sides.Length > 1
            && reach.IsPartition(sides)
            && (between.IsEmpty || sides.Length > 2 || sides.Any(side => side.Length > 1))
        )
        {
            return new MatrixPattern([], new Partition(sides, between, since));
        }

        ImmutableArray<BrokenPath> paths = [.. PathsOf(snapshot, red, reach)];
        return
            paths is [{ Mutual: true } link]
            && snapshot.Node(link.To[0].Master!) is { } peer
            && (IsCutOff(etcd, link.From[0]) || IsCutOff(etcd, peer))
            ? new MatrixPattern([], new Partition([link.From, [peer]], between, link.Since))
            : new MatrixPattern(paths, null);
    }

    // One broken path between two masters is enough to isolate an etcd member from the leader.
    private static bool IsCutOff(EtcdView etcd, NodeState master) =>
        master.Etcd.FreshValue is { HasLeader: false } && etcd.HealthOf(master) is EtcdMemberHealth.Lost;

    private static IEnumerable<BrokenPath> PathsOf(
        ClusterSnapshot snapshot,
        Dictionary<NodeName, ImmutableArray<MatrixColumn>> red,
        Reach reach
    )
    {
        var reported = new HashSet<NodeName>();
        foreach (
            var group in red.GroupBy(
                row => string.Join('\n', row.Value.Select(column => column.ServerName)),
                StringComparer.Ordinal
            )
        )
        {
            ImmutableArray<NodeState> from =
            [
                .. group.Select(row => snapshot.Node(row.Key)!).Where(node => !reported.Contains(node.Name)),
            ];
            var to = group.First().Value;
            if (from.IsEmpty)
            {
                continue;
            }

            var mutual =
                from.Length == 1
                && to is [{ Master: { } other }]
                && snapshot.Node(other) is { } peer
                && reach.IsLost(peer, from[0]);
            if (mutual && red[to[0].Master!].Length == 1)
            {
                reported.Add(to[0].Master!); // the same path in the other direction
            }

            yield return new BrokenPath(
                from,
                to,
                mutual,
                from.SelectMany(node => to.Select(column => column.Of(node.Name).Server!.Since)).Max()
            );
        }
    }

    // No node reaches it, or the nodes that do are about to mark it DOWN: HAProxys detect a failure one after the other. Or the probes on
    // its own master show why. An apiserver whose etcd is cut off fails because of the network.
    private static bool IsItsMastersOwn(ClusterSnapshot snapshot, EtcdView etcd, MatrixColumn column) =>
        !column.Fresh.Any(s => s.Server is { TakesTraffic: true, IsGoingDown: false })
        || (
            column.Master is { } name
            && snapshot.Node(name) is { } master
            && ((master.ApiServer.IsKnownFailing() && !IsCutOff(etcd, master)) || MasterReach.IsBeyondReach(master))
        );

    private static bool IsDown(MatrixCell cell) =>
        cell is { Freshness: Freshness.Fresh, Server.Status: { State: ServerOperationalState.Down, Detail: null } };

    /// <summary>Which nodes reach each other, according to the server states in HAProxy.</summary>
    private sealed class Reach(ClusterSnapshot snapshot, Dictionary<NodeName, ImmutableArray<MatrixColumn>> red)
    {
        internal bool IsLost(NodeState from, NodeState to) =>
            red.TryGetValue(from.Name, out var lost) && lost.Any(column => column.Master == to.Name);

        internal bool IsTouched(NodeState node) =>
            red.ContainsKey(node.Name) || snapshot.Nodes.Any(other => IsLost(other, node));

        internal bool IsPartition(ImmutableArray<ImmutableArray<NodeState>> sides) =>
            sides.Any(side =>
                side.Any(node =>
                    sides.Any(other => other != side && other.Any(peer => IsLost(node, peer) && IsLost(peer, node)))
                )
            )
            || red.GroupBy(
                    row => string.Join('\n', row.Value.Select(column => column.ServerName)),
                    StringComparer.Ordinal
                )
                .Any(group => group.Count() > 1 && group.First().Value.Length > 1);

        /// <summary>Groups nodes that reach each other, or that lack the same masters.</summary>
        internal ImmutableArray<ImmutableArray<NodeState>> Sides(ImmutableArray<NodeState> nodes)
        {
            var left = nodes.ToList();
            var sides = ImmutableArray.CreateBuilder<ImmutableArray<NodeState>>();
            while (left.Count > 0)
            {
                List<NodeState> side = [left[0]];
                left.RemoveAt(0);
                for (var i = 0; i < side.Count; i++)
                {
                    foreach (var other in left.Where(node => IsTogether(side[i], node)).ToArray())
                    {
                        side.Add(other);
                        left.Remove(other);
                    }
                }

                sides.Add([.. snapshot.Nodes.Where(side.Contains)]);
            }

            return sides.ToImmutable();
        }

        private bool IsTogether(NodeState a, NodeState b) =>
            !IsLost(a, b)
            && !IsLost(b, a)
            && (a.IsMaster || b.IsMaster ? (a.IsMaster && b.IsMaster) || Sees(a, b) || Sees(b, a) : IsSameRow(a, b));

        private static bool Sees(NodeState from, NodeState to) => to.IsMaster && from.HaProxy.IsFresh;

        private bool IsSameRow(NodeState a, NodeState b) =>
            red.TryGetValue(a.Name, out var of)
            && red.TryGetValue(b.Name, out var with)
            && of.Select(column => column.ServerName)
                .SequenceEqual(with.Select(column => column.ServerName), StringComparer.Ordinal);
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>The safety checks before each node of a rolling reload. Unknown data blocks the reload.</summary>
internal static class RollingGate
{
    private const int Enough = 2;

    /// <summary>Workers first: the first of them is the canary. Then masters, the one whose etcd leads last.</summary>
    internal static ImmutableArray<NodeName> Order(ClusterSnapshot snapshot, ImmutableArray<NodeName> chosen) =>
        [
            .. snapshot
                .Nodes.Where(node => node.HasHaProxy && (chosen.IsDefaultOrEmpty || chosen.Contains(node.Name)))
                .OrderBy(node => node.IsMaster)
                .ThenBy(node => node.Etcd.FreshValue?.IsLeader == true)
                .Select(node => node.Name),
        ];

    /// <param name="before">The diagnosis at the start of the rolling reload.</param>
    /// <param name="since">Data observed before this time is ignored.</param>
    /// <returns>The reasons not to start, as text; empty if there are none.</returns>
    internal static IEnumerable<Message> Against(
        ClusterDiagnosis before,
        ClusterDiagnosis now,
        NodeName next,
        DateTimeOffset since
    )
    {
        foreach (var node in now.Snapshot.Nodes.Where(node => node.HasHaProxy))
        {
            if (Masters(before, now, node, since, isNext: node.Name == next) is { } why)
            {
                yield return why;
            }
        }

        if (Etcd(before, now, now.Snapshot.Node(next)!) is { } etcd)
        {
            yield return etcd;
        }

        foreach (var node in now.Snapshot.Kubernetes.Nodes.FreshValue?.Values ?? [])
        {
            if (node.Unschedulable && now.Snapshot.Node(node.Name) is { IsMaster: true })
            {
                yield return ReloadTexts.MasterCordoned(node.Name);
            }
        }
    }

    private static Message? Masters(
        ClusterDiagnosis before,
        ClusterDiagnosis now,
        NodeState node,
        DateTimeOffset since,
        bool isNext
    )
    {
        var old = before.Snapshot.Node(node.Name) is { HaProxy.IsFresh: true }
            ? ApiServers.Up(before, node.Name)
            : null;
        if (node.HaProxy is not { IsFresh: true, ObservedAt: { } at } || at < since)
        {
            // A node without data at the start of the rolling reload blocks only its own reload.
            return old is null && !isNext ? null : NoFreshData(node);
        }

        var up = ApiServers.Up(now, node.Name) ?? 0;
        var needed = Math.Min(Enough, old ?? Enough);
        return up < needed ? ReloadTexts.MastersUp(node.Name, up, needed) : null;
    }

    private static Message NoFreshData(NodeState node) =>
        node.HaProxy.Failure is { } failure
            ? ReloadTexts.NoFreshData(node.Name, failure.Message)
            : ReloadTexts.NotPolledYet(node.Name);

    // A reload of HAProxy removes no etcd member, but it closes connections: do not add that to the loss of a member.
    private static Message? Etcd(ClusterDiagnosis before, ClusterDiagnosis now, NodeState next)
    {
        if (now.Snapshot.Inventory.Probes is null || now.Etcd.IsExternal)
        {
            return null;
        }

        if (now.Etcd.Cluster is not { } etcd)
        {
            return next.IsMaster ? ReloadTexts.EtcdNoData : null;
        }

        if (etcd.Living < (before.Etcd.Cluster?.Living ?? 0))
        {
            return ReloadTexts.EtcdFewerHealthy(etcd.Living, etcd.Members);
        }

        return next.IsMaster && etcd.Living < etcd.Members
            ? ReloadTexts.EtcdNotAllHealthy(etcd.Living, etcd.Members, etcd.Quorum)
            : null;
    }
}

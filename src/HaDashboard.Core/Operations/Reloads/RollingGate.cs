using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Whether the next node of a rolling reload may be begun, purely. What is not known now is no yes.</summary>
internal static class RollingGate
{
    private const int Enough = 2;

    /// <summary>Workers first: the first of them is the canary. Then masters, the one whose etcd leads last.</summary>
    internal static ImmutableArray<NodeName> Order(ClusterSnapshot snapshot, ImmutableArray<NodeName> chosen) =>
        [
            .. snapshot
                .Nodes.Where(node => chosen.IsDefaultOrEmpty || chosen.Contains(node.Name))
                .OrderBy(node => node.IsMaster)
                .ThenBy(node => node.Etcd.FreshValue?.IsLeader == true)
                .Select(node => node.Name),
        ];

    /// <param name="before">How it was when the rolling reload began.</param>
    /// <param name="since">Only what was observed since counts.</param>
    /// <returns>What stands against it, in words; empty where nothing does.</returns>
    internal static IEnumerable<string> Against(
        ClusterDiagnosis before,
        ClusterDiagnosis now,
        NodeName next,
        DateTimeOffset since
    )
    {
        foreach (var node in now.Snapshot.Nodes)
        {
            if (
                Masters(before.Snapshot.Node(node.Name), now.Snapshot, node, since, isNext: node.Name == next) is
                { } why
            )
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
                yield return $"the master {node.Name} is cordoned: somebody works on it";
            }
        }
    }

    private static string? Masters(
        NodeState? before,
        ClusterSnapshot now,
        NodeState node,
        DateTimeOffset since,
        bool isNext
    )
    {
        var old = Up(before?.HaProxy.FreshValue, now.Inventory.ApiBackend);
        if (node.HaProxy is not { IsFresh: true, Value: { } reading, ObservedAt: { } at } || at < since)
        {
            // A node that nobody could see when it began is no reason to wait for it, unless it is its turn.
            return old is null && !isNext
                ? null
                : $"{node.Name} has not been observed since: {node.HaProxy.Failure?.Message ?? "no answer yet"}";
        }

        var up = Up(reading, now.Inventory.ApiBackend) ?? 0;
        var needed = Math.Min(Enough, old ?? Enough);
        return up < needed
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Name} has {up} masters UP, proved by a check, and should have {needed}"
            )
            : null;
    }

    // A load balancer's reload takes no etcd member away; but who loses one more master meanwhile should not have its connections torn too.
    private static string? Etcd(ClusterDiagnosis before, ClusterDiagnosis now, NodeState next)
    {
        if (now.Snapshot.Inventory.Probes is null)
        {
            return null;
        }

        if (now.Etcd.Cluster is not { } etcd)
        {
            return next.IsMaster ? "nothing is known of etcd" : null;
        }

        if (etcd.Living < (before.Etcd.Cluster?.Living ?? 0))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"etcd has {etcd.Living} of {etcd.Members} members, and had more when this began"
            );
        }

        return next.IsMaster && etcd.Living < etcd.Members
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"etcd has {etcd.Living} of {etcd.Members} members known to live (quorum {etcd.Quorum})"
            ) + ": no master is reloaded before all do"
            : null;
    }

    private static int? Up(HaProxyReading? reading, string backend) =>
        reading?.Find(backend)?.Servers.Count(server => server.IsProvenUp);
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>The network is in parts: nodes of one side do not reach the masters of the other.</summary>
internal sealed class PartitionRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (MatrixPattern.Of(snapshot).Partition is not { } partition || !Settled.For(snapshot, partition.Since))
        {
            yield break;
        }

        var masters = snapshot.Nodes.Count(node => node.IsMaster);
        var largest =
            partition.Sides.Max(side => side.Count(node => node.IsMaster))
            + partition.Between.Count(node => node.IsMaster);
        yield return new Finding(
            "cluster.partition",
            Severity.Critical,
            null,
            "network",
            $"The network is parted{Wording.SinceClause(snapshot, partition.Since)}: {string.Join(" and ", partition.Sides.Select(Named))} do not reach each other{(partition.Between.IsEmpty ? "" : $"; {Named(partition.Between)} {(partition.Between.Length == 1 ? "reaches" : "reach")} both")}.",
            $"Look at the switch, the VLAN and the firewall between {string.Join(" and ", partition.Sides.Select(Named))}; restart nothing: nodes are well on their own sides.",
            partition.Since
        )
        {
            Impact =
                largest >= EtcdCluster.QuorumOf(masters)
                    ? "The side with the majority of the masters goes on; what runs on the other side reaches no API that can write."
                    : "No side has a majority of the masters: etcd can't elect a leader, and nothing can be written.",
            Evidence =
            [
                .. partition
                    .Sides.SelectMany(side => side)
                    .Where(node => node.HaProxy.IsFresh)
                    .Select(node => new Evidence(
                        $"{node.Name} reaches {Reached(snapshot, node)}",
                        SourceId.HaProxy(node.Name)
                    )),
            ],
        };
    }

    private static string Named(ImmutableArray<NodeState> side) =>
        string.Join(", ", side.Select(node => node.Name.Value));

    private static string Reached(ClusterSnapshot snapshot, NodeState node)
    {
        var up = string.Join(
            ", ",
            MasterMatrix
                .Of(snapshot)
                .Where(column => column.Of(node.Name).Server is { TakesTraffic: true })
                .Select(column => column.ServerName)
        );
        return up.Length == 0 ? "no master" : up;
    }
}

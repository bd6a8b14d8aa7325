using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>The network is in parts: nodes of one side do not reach the masters of the other.</summary>
public sealed class PartitionRule : IRule
{
    public static RuleId Id { get; } = new("cluster.partition");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 10,
            Condition: "nodes of one side see the masters of the other DOWN, in both directions or several at once, for 2 s",
            Severities: [Severity.Critical],
            Impact: "Each side sees only its own masters; only a majority can write.",
            Advice: "look at the network between the named sides; restart nothing",
            Sources: [SourceKind.HaProxy]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Pattern.Partition is not { } partition || !Settled.For(diagnosis.Snapshot, partition.Since))
        {
            yield break;
        }

        var masters = diagnosis.Snapshot.Nodes.Count(node => node.IsMaster);
        var largest =
            partition.Sides.Max(side => side.Count(node => node.IsMaster))
            + partition.Between.Count(node => node.IsMaster);
        yield return new Finding(
            Id,
            Severity.Critical,
            null,
            new NetworkSubject(),
            $"The network is parted{Wording.SinceClause(diagnosis.Snapshot, partition.Since)}: "
                + $"{string.Join(" and ", partition.Sides.Select(Named))} do not reach each "
                + $"other{(partition.Between.IsEmpty ? "" : $"; {Named(partition.Between)} {(partition.Between.Length == 1 ? "reaches" : "reach")} both")}.",
            "Look at the switch, the VLAN and the firewall between "
                + $"{string.Join(" and ", partition.Sides.Select(Named))}; restart nothing: "
                + "nodes are well on their own sides.",
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
                        $"{node.Name} reaches {Reached(diagnosis, node)}",
                        SourceId.HaProxy(node.Name)
                    )),
            ],
        };
    }

    private static string Named(ImmutableArray<NodeState> side) =>
        string.Join(", ", side.Select(node => node.Name.Value));

    private static string Reached(ClusterDiagnosis diagnosis, NodeState node)
    {
        var up = string.Join(
            ", ",
            diagnosis
                .Matrix.Where(column => column.Of(node.Name).Server is { TakesTraffic: true })
                .Select(column => column.ServerName)
        );
        return up.Length == 0 ? "no master" : up;
    }
}

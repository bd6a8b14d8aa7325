using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A network partition: nodes of one side cannot reach the masters of the other.</summary>
public sealed class PartitionRule : IRule
{
    public static RuleId Id { get; } = new("cluster.partition");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 10,
            Condition: "for 2 s nodes of one side report the masters of the other side DOWN, in both directions or for several masters",
            Severities: [Severity.Critical],
            Impact: "Each side reaches only its own masters. Only a side with an etcd majority can write.",
            Advice: "check the network between the named sides; do not restart anything",
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
        var sides = string.Join(" and ", partition.Sides.Select(Named));
        yield return new Finding(
            Id,
            Severity.Critical,
            null,
            new NetworkSubject(),
            $"Network partition{Wording.SinceClause(diagnosis.Snapshot, partition.Since)}: "
                + $"{sides} cannot reach each other{Bridging(partition.Between)}.",
            $"Check the switch, the VLAN and the firewall between {sides}. Do not restart any node.",
            partition.Since
        )
        {
            Impact =
                largest >= EtcdCluster.QuorumOf(masters)
                    ? "The side with the majority of the masters keeps serving. Clients on the other side cannot write to the API."
                    : "No side has a majority of the masters: etcd cannot elect a leader, and API writes fail.",
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

    private static string Bridging(ImmutableArray<NodeState> between) =>
        between.Length switch
        {
            0 => "",
            1 => $"; {Named(between)} reaches both",
            _ => $"; {Named(between)} reach both",
        };

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

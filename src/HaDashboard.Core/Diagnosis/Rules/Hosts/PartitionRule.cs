using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A network partition: nodes of one side cannot reach the masters of the other.</summary>
public sealed class PartitionRule : IRule
{
    public static RuleId Id { get; } = new("cluster.partition");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 10,
            Condition: HostTexts.PartitionCondition,
            Severities: [Severity.Critical],
            Impact: HostTexts.PartitionImpact,
            Advice: HostTexts.PartitionGeneralAdvice,
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
        var sides = partition.Sides.Select(Named).Aggregate(HostTexts.PartitionSides);
        yield return new Finding(
            Id,
            Severity.Critical,
            null,
            new NetworkSubject(),
            MessageOf(partition, Wording.SinceClause(diagnosis.Snapshot, partition.Since), sides),
            HostTexts.PartitionAdvice(sides),
            partition.Since
        )
        {
            Impact =
                largest >= EtcdCluster.QuorumOf(masters) ? HostTexts.MajoritySideServes : HostTexts.NoSideHasMajority,
            Evidence =
            [
                .. partition
                    .Sides.SelectMany(side => side)
                    .Where(node => node.HaProxy.IsFresh)
                    .Select(node => new Evidence(Reached(diagnosis, node), SourceId.HaProxy(node.Name))),
            ],
        };
    }

    private static Message MessageOf(Partition partition, Message since, Message sides) =>
        partition.Between is { IsEmpty: false } between
            ? HostTexts.PartitionBridged(since, sides, Named(between), between.Length)
            : HostTexts.Partition(since, sides);

    private static Message Named(ImmutableArray<NodeState> side) =>
        Message.Verbatim(string.Join(", ", side.Select(node => node.Name.Value)));

    private static Message Reached(ClusterDiagnosis diagnosis, NodeState node)
    {
        var up = string.Join(
            ", ",
            diagnosis
                .Matrix.Where(column => column.Of(node.Name).Server is { TakesTraffic: true })
                .Select(column => column.ServerName)
        );
        return up.Length == 0 ? HostTexts.NodeReachesNoMaster(node.Name) : HostTexts.NodeReaches(node.Name, up);
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Members run and none leads: an election that does not end, or no majority to hold one.</summary>
public sealed class EtcdNoLeaderRule : IRule
{
    public static RuleId Id { get; } = new("etcd.no-leader");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 60,
            Condition: "members answer, and a majority knows of no leader",
            Severities: [Severity.Critical],
            Impact: "Nothing can be written until one is elected.",
            Advice: "look at port 2380 between the masters and at their disks",
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), Explanation.Always(EtcdQuorumLostRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (
            diagnosis.Etcd.Cluster is { WithoutLeader: > 0 } etcd
            && !diagnosis.Etcd.IsLed
            && diagnosis.Snapshot.Nodes.Any(node =>
                node.Etcd.FreshValue is { HasLeader: false } && !diagnosis.Etcd.IsElecting(node)
            )
        )
        {
            yield return new Finding(
                Id,
                Severity.Critical,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                $"etcd has no leader: {Wording.Count(etcd.WithoutLeader, "member")} that "
                    + $"{(etcd.WithoutLeader == 1 ? "answers says" : "answer say")} so.",
                "Is the network between the masters whole (port 2380), and are their disks fast enough?",
                null
            );
        }
    }
}

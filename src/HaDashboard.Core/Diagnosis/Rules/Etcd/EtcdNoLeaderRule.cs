using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Members run and none is leader: an election does not finish, or there is no majority for one.</summary>
public sealed class EtcdNoLeaderRule : IRule
{
    public static RuleId Id { get; } = new("etcd.no-leader");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 60,
            Condition: "members respond, and a majority reports no leader",
            Severities: [Severity.Critical],
            Impact: "API writes fail until a leader is elected.",
            Advice: "check port 2380 between the masters, and their disk latency",
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
            var report = etcd.WithoutLeader == 1 ? "reports" : "report";
            yield return new Finding(
                Id,
                Severity.Critical,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                $"etcd has no leader: {Wording.Count(etcd.WithoutLeader, "responding member")} {report} none.",
                "Check the network between the masters (port 2380) and their disk latency.",
                null
            );
        }
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
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
            Condition: EtcdTexts.NoLeaderCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.NoLeaderImpact,
            Advice: EtcdTexts.NoLeaderGeneralAdvice,
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
                EtcdTexts.NoLeader(etcd.WithoutLeader),
                EtcdTexts.NoLeaderAdvice,
                null
            );
        }
    }
}

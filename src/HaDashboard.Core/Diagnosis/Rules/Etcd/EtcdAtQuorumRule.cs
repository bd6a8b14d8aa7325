using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>With only a majority of its members left, the next failure stops etcd and all writes of the API.</summary>
public sealed class EtcdAtQuorumRule : IRule
{
    public static RuleId Id { get; } = new("etcd.at-quorum");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 50,
            Condition: EtcdTexts.AtQuorumCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.AtQuorumImpact,
            Advice: EtcdTexts.AtQuorumGeneralAdvice,
            Sources: [SourceKind.Etcd, SourceKind.KubernetesPods]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(PartitionRule.Id), .. LostHost.OfMaster, Explanation.Always(EtcdMemberDownRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Etcd.Cluster is { IsQuorumLost: false, IsAtQuorum: true } etcd)
        {
            yield return new Finding(
                Id,
                Severity.Critical,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                EtcdTexts.AtQuorum(etcd.Members - etcd.Lost, etcd.Members, etcd.Quorum),
                EtcdTexts.AtQuorumAdvice,
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

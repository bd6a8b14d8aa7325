using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Without a majority of its members etcd stops, and with it all writes of the API.</summary>
public sealed class EtcdQuorumLostRule : IRule
{
    public static RuleId Id { get; } = new("etcd.quorum-lost");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 40,
            Condition: EtcdTexts.QuorumLostCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.QuorumLostImpact,
            Advice: EtcdTexts.QuorumLostGeneralAdvice,
            Sources: [SourceKind.Etcd, SourceKind.KubernetesPods]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [Explanation.Always(PartitionRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Etcd.Cluster is { IsQuorumLost: true } etcd)
        {
            yield return new Finding(
                Id,
                Severity.Critical,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                EtcdTexts.QuorumLost(etcd.Members - etcd.Lost, etcd.Members, etcd.Quorum),
                EtcdTexts.QuorumLostAdvice,
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

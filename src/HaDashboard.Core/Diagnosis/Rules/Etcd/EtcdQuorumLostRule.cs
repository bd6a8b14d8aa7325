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
            Condition: "fewer etcd members than a majority are left",
            Severities: [Severity.Critical],
            Impact: "API writes fail: no pod is scheduled, replaced or evicted.",
            Advice: "restore a lost member first",
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
                "Restore a lost member first. Restore from a snapshot only when a majority is lost permanently.",
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

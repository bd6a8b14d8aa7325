using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>Without a majority of its members etcd stops, and with it every write of the API.</summary>
public sealed class EtcdQuorumLostRule : IRule
{
    public static RuleId Id { get; } = new("etcd.quorum-lost");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 40,
            Condition: "fewer etcd members are left than a majority",
            Severities: [Severity.Critical],
            Impact: "Nothing can be written: no pod is scheduled, replaced or evicted.",
            Advice: "bring a lost member back before anything else",
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
                $"etcd has lost its quorum: {Wording.Count(etcd.Members - etcd.Lost, "member")} of {etcd.Members} left, "
                    + $"{etcd.Quorum} needed. Nothing can be written; HAProxy does not see it.",
                "Bring a lost member back before anything else; restore from a snapshot only when a majority is gone for good.",
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

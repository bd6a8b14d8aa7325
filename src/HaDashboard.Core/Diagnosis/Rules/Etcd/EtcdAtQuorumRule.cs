using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
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
            Condition: "only a majority of the members is left, and the full cluster tolerates a failure",
            Severities: [Severity.Critical],
            Impact: "The next failure stops the control plane.",
            Advice: "restore the lost member; do not restart any remaining master",
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
                $"etcd has no redundancy left: {etcd.Members - etcd.Lost} of {Wording.Count(etcd.Members, "member")} remain "
                    + $"(quorum is {etcd.Quorum}). The next failure stops the control plane.",
                "Restore the lost member. Do not restart any remaining master.",
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

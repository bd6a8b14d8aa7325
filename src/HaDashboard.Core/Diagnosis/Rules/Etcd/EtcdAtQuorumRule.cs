using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>With just a majority of its members left, the next loss stops etcd, and with it every write of the API.</summary>
public sealed class EtcdAtQuorumRule : IRule
{
    public static RuleId Id { get; } = new("etcd.at-quorum");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 50,
            Condition: "just a majority of the members is left, of a cluster made for better",
            Severities: [Severity.Critical],
            Impact: "The next loss stops the control plane.",
            Advice: "touch none of the remaining masters; bring the lost member back",
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
                $"etcd is at its quorum: {etcd.Members - etcd.Lost} of {Wording.Count(etcd.Members, "member")} left, and "
                    + $"{etcd.Quorum} needed. The next loss stops the control plane.",
                "Touch none of the remaining masters; bring the lost member back.",
                EtcdLosses.LastSince(diagnosis)
            );
        }
    }
}

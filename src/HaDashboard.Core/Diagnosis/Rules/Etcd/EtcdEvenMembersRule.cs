using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>An even number of members tolerates no more failures than one member less, and adds one that can fail.</summary>
public sealed class EtcdEvenMembersRule : IRule
{
    public static RuleId Id { get; } = new("etcd.even-members");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 340,
            Condition: "etcd has an even number of members",
            Severities: [Severity.Info],
            Impact: "The extra member adds no failure tolerance, and can fail itself.",
            Advice: "run three or five masters",
            Sources: [SourceKind.Etcd]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Etcd.Cluster is { IsEven: true, Living: > 0 } etcd)
        {
            yield return new Finding(
                Id,
                Severity.Info,
                null,
                new ComponentSubject(ControlPlaneComponent.Etcd),
                $"etcd has {etcd.Members} members and tolerates {Wording.Count(etcd.ToleratedWhenComplete, "failure")}, "
                    + $"the same as {Wording.Count(etcd.Members - 1, "member")}.",
                "Run an odd number of masters: three or five.",
                null
            );
        }
    }
}

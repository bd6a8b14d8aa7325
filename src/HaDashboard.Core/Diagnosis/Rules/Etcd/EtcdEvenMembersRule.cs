using HaDashboard.Core.Diagnosis.Findings;
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
            Condition: EtcdTexts.EvenMembersCondition,
            Severities: [Severity.Info],
            Impact: EtcdTexts.EvenMembersImpact,
            Advice: EtcdTexts.EvenMembersGeneralAdvice,
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
                EtcdTexts.EvenMembers(etcd.Members, etcd.ToleratedWhenComplete, etcd.Members - 1),
                EtcdTexts.EvenMembersAdvice,
                null
            );
        }
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>A member without a vote: a join that was not completed. It looks healthy and counts for no quorum.</summary>
public sealed class EtcdLearnerRule : IRule
{
    public static RuleId Id { get; } = new("etcd.learner");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 75,
            Condition: EtcdTexts.LearnerCondition,
            Severities: [Severity.Critical],
            Impact: EtcdTexts.LearnerImpact,
            Advice: EtcdTexts.LearnerGeneralAdvice,
            Sources: [SourceKind.Etcd]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from name in diagnosis.Etcd.Learners
        let voters = diagnosis.Etcd.Cluster?.Members ?? 0
        select new Finding(
            Id,
            Severity.Critical,
            name,
            new ComponentSubject(ControlPlaneComponent.Etcd),
            voters == 0
                ? EtcdTexts.LearnerAlone(name)
                : EtcdTexts.Learner(name, voters, voters - EtcdCluster.QuorumOf(voters)),
            EtcdTexts.LearnerAdvice,
            null
        );
}

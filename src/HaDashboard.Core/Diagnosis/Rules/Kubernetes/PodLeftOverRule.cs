using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Workloads;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>Pods that ended and stay until somebody deletes them: one finding for all of a namespace.</summary>
public sealed class PodLeftOverRule : IRule
{
    public static RuleId Id { get; } = new("pod.left-over");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 440,
            Condition: KubernetesTexts.PodLeftOverCondition,
            Severities: [Severity.Info],
            Impact: KubernetesTexts.PodLeftOverImpact,
            Advice: KubernetesTexts.PodLeftOverGeneralAdvice,
            Sources: [SourceKind.KubernetesPods]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from problem in diagnosis.PodProblems
        where problem.Kind is PodProblemKind.LeftOver
        group problem.Pod by problem.Pod.Namespace into pods
        select new Finding(
            Id,
            Severity.Info,
            null,
            new NamespaceSubject(pods.Key),
            KubernetesTexts.PodLeftOver(pods.Count(), pods.Key),
            KubernetesTexts.PodLeftOverAdvice(pods.Key),
            pods.Min(EndOf)
        )
        {
            Link = "/pods",
        };

    private static DateTimeOffset? EndOf(Pod pod) =>
        pod.Containers.Max(c => c.State.FinishedAt)
        ?? pod.Conditions.FirstOrDefault(c => c.Type.Equals("Ready", StringComparison.Ordinal))?.LastTransition;
}

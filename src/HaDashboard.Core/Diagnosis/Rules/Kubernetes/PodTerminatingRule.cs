using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Workloads;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod that is being deleted and has no replacement, or whose deletion is late.</summary>
public sealed class PodTerminatingRule : IRule
{
    public static RuleId Id { get; } = new("pod.terminating");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 430,
            Condition: KubernetesTexts.PodTerminatingCondition,
            Severities: [Severity.Warning, Severity.Info],
            Impact: KubernetesTexts.PodTerminatingImpact,
            Advice: KubernetesTexts.PodTerminatingGeneralAdvice,
            Sources: [SourceKind.KubernetesPods, SourceKind.KubernetesNodes]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [.. LostHost.OfSameNode, Explanation.OnSameNode(NodePressureRule.Id), Explanation.OnSameNode(NodeNotReadyRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from problem in diagnosis.PodProblems
        where problem.Kind is PodProblemKind.Terminating or PodProblemKind.StuckTerminating
        let pod = problem.Pod
        let isStuck = problem.Kind is PodProblemKind.StuckTerminating
        select new Finding(
            Id,
            isStuck ? Severity.Warning : Severity.Info,
            pod.Node,
            new PodSubject(pod.Namespace, pod.Name),
            isStuck ? KubernetesTexts.PodStuckTerminating(pod.Name) : KubernetesTexts.PodTerminating(pod.Name),
            KubernetesTexts.PodTerminatingAdvice(pod.Namespace, pod.Name),
            pod.DeletedAt
        );
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Workloads;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod that should serve and is not ready, for a reason other than a crash loop.</summary>
public sealed class PodNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("pod.not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 260,
            Condition: KubernetesTexts.PodNotReadyCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: KubernetesTexts.PodNotReadyImpact,
            Advice: KubernetesTexts.PodNotReadyGeneralAdvice,
            Sources: [SourceKind.KubernetesPods]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        PodCauses.OnSameNode(EtcdMemberDownRule.Id),
        PodCauses.Anywhere(EtcdQuorumLostRule.Id),
        PodCauses.Anywhere(EtcdNoLeaderRule.Id),
        PodCauses.OfEtcd(EtcdUnsettledRule.Id),
        Explanation.OnSameNode(HaProxyProcessDownRule.Id),
        PodCauses.OnSameNodeButEtcd(FalseGreenRule.Id),
        PodCauses.OnSameNodeButEtcd(ApiServerNotLiveRule.Id),
        PodCauses.OnSameNodeButEtcd(ApiServerNotReadyRule.Id),
        PodCauses.OfSameComponent(ComponentUnhealthyRule.Id),
        Explanation.OnSameNode(NodePressureRule.Id),
        Explanation.OnSameNode(NodeNotReadyRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from problem in diagnosis.PodProblems
        where problem.Kind is PodProblemKind.NotReady or PodProblemKind.Starting
        let pod = problem.Pod
        select new Finding(
            Id,
            SeverityOf(problem),
            pod.Node,
            new PodSubject(pod.Namespace, pod.Name),
            MessageOf(problem),
            KubernetesTexts.PodNotReadyAdvice(pod.Namespace, pod.Name),
            pod.Conditions.FirstOrDefault(c => c.Type is "Ready")?.LastTransition
        );

    private static Severity SeverityOf(PodProblem problem) =>
        problem.Kind is PodProblemKind.Starting ? Severity.Info
        : problem.Pod.Component is null ? Severity.Warning
        : Severity.Critical;

    private static Message MessageOf(PodProblem problem)
    {
        var status = Printable.Excerpt(problem.Pod.StatusWord, 60);
        return problem.Kind is PodProblemKind.Starting
            ? KubernetesTexts.PodStarting(problem.Pod.Name, status)
            : KubernetesTexts.PodNotReady(problem.Pod.Name, status);
    }
}

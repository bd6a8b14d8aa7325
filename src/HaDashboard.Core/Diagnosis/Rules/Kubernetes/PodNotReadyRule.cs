using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
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
            Severities: [Severity.Critical, Severity.Warning],
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
        from pod in diagnosis.Snapshot.Kubernetes.Pods.FreshValue?.Values ?? []
        where
            !pod.IsReady
            && !pod.IsCrashLooping
            && !IsOnSilentNode(diagnosis, pod)
            && (!pod.IsCompleted || pod.Component is not null) // a job may end; a component may not
        let ready = pod.Conditions.FirstOrDefault(c => c.Type is "Ready")
        select new Finding(
            Id,
            pod.Component is null ? Severity.Warning : Severity.Critical,
            pod.Node,
            new PodSubject(pod.Namespace, pod.Name),
            KubernetesTexts.PodNotReady(pod.Name, Printable.Excerpt(pod.StatusWord, 60)),
            KubernetesTexts.PodNotReadyAdvice(pod.Namespace, pod.Name),
            ready?.LastTransition
        );

    // The API marks every pod of a node as not ready when its kubelet stops posting status. That is no observation of the pod: the
    // finding of the node reports what is known.
    private static bool IsOnSilentNode(ClusterDiagnosis diagnosis, Pod pod) =>
        pod.Node is { } name
        && diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.GetValueOrDefault(name.Value) is { Ready: null };
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod that should serve and is not ready, for another reason than a crash loop.</summary>
public sealed class PodNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("pod.not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 260,
            Condition: "a watched pod that should serve is not ready",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "It gets no traffic, or does no work.",
            Advice: "kubectl describe pod",
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
            $"{pod.Name} is not ready ({Printable.Excerpt(pod.StatusWord, 60)}).",
            $"kubectl describe pod -n {pod.Namespace} {pod.Name}",
            ready?.LastTransition
        );

    // The API marks every pod of a node it has lost sight of as not ready. Nobody saw that; the node's own finding tells what is known.
    private static bool IsOnSilentNode(ClusterDiagnosis diagnosis, Pod pod) =>
        pod.Node is { } name
        && diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.GetValueOrDefault(name.Value) is { Ready: null };
}

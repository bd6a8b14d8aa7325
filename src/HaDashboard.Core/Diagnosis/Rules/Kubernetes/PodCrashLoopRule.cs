using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod with a container in CrashLoopBackOff.</summary>
public sealed class PodCrashLoopRule : IRule
{
    public static RuleId Id { get; } = new("pod.crash-loop");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 250,
            Condition: KubernetesTexts.PodCrashLoopCondition,
            Severities: [Severity.Critical, Severity.Warning],
            Impact: KubernetesTexts.PodCrashLoopImpact,
            Advice: KubernetesTexts.PodCrashLoopGeneralAdvice,
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
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from pod in diagnosis.Snapshot.Kubernetes.Pods.FreshValue?.Values ?? []
        where pod.IsCrashLooping
        let container = pod.Containers.First(c => c.State.Reason is "CrashLoopBackOff")
        select new Finding(
            Id,
            pod.Component is null ? Severity.Warning : Severity.Critical,
            pod.Node,
            new PodSubject(pod.Namespace, pod.Name),
            MessageOf(pod, container),
            KubernetesTexts.PodCrashLoopAdvice(pod.Namespace, pod.Name, container.Name),
            container.LastTermination?.FinishedAt
        );

    // A static pod is named by its component and node: that is what the reader looks for.
    private static Message Name(Pod pod) =>
        pod is { Component: { } component, Node: { } node }
            ? KubernetesTexts.ComponentOnNode(component.Id(), node)
            : Message.Verbatim(pod.Name);

    private static Message MessageOf(Pod pod, Container container) =>
        (pod.Restarts, LastExit(container)) switch
        {
            (> 0, { } exit) => KubernetesTexts.PodCrashLoopAfter(Name(pod), pod.Restarts, exit),
            (> 0, null) => KubernetesTexts.PodCrashLoop(Name(pod), pod.Restarts),
            (_, { } exit) => KubernetesTexts.PodNotRestartedAfter(Name(pod), exit),
            _ => KubernetesTexts.PodNotRestarted(Name(pod)),
        };

    private static Message? LastExit(Container container) =>
        container.LastTermination switch
        {
            { Reason: { Length: > 0 } reason, ExitCode: { } code } => KubernetesTexts.LastExit(
                Printable.Excerpt(reason, 60),
                code
            ),
            { ExitCode: { } code } => KubernetesTexts.LastExitCode(code),
            _ => null,
        };
}

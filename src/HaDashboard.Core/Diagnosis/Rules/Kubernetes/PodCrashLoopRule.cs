using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
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
            Condition: "a container of a watched pod waits in CrashLoopBackOff",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "What it does is not done.",
            Advice: "kubectl logs --previous",
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
            $"{Who(pod)} "
                + $"{(pod.Restarts > 0 ? $"crashes again and again ({Wording.Count(pod.Restarts, "restart")}{LastWords(container)})" : $"ended and has not come back yet{Ended(container)}")}.",
            $"kubectl logs --previous -n {pod.Namespace} {pod.Name} -c {container.Name}",
            container.LastTermination?.FinishedAt
        );

    // The part of the control plane is the news, the pod is where it is read.
    private static string Who(Pod pod) =>
        pod is { Component: { } component, Node: { } node } ? $"The {component.Id()} of {node}, by its pod," : pod.Name;

    private static string Ended(Container container) =>
        LastWords(container) is { Length: > 0 } words ? $" ({words.TrimStart(',', ' ')})" : "";

    private static string LastWords(Container container) =>
        container.LastTermination switch
        {
            { Reason: { Length: > 0 } reason, ExitCode: { } code } =>
                $", last {Printable.Excerpt(reason, 60)}, exit code {code}",
            { ExitCode: { } code } => $", last exit code {code}",
            _ => "",
        };
}

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
            Impact: "The workload in this pod is unavailable.",
            Advice: "run kubectl logs --previous",
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
            $"{Name(pod)} {State(pod, container)}.",
            $"Run: kubectl logs --previous -n {pod.Namespace} {pod.Name} -c {container.Name}",
            container.LastTermination?.FinishedAt
        );

    // A static pod is named by its component and node: that is what the reader looks for.
    private static string Name(Pod pod) =>
        pod is { Component: { } component, Node: { } node } ? $"{component.Id()} on {node}" : pod.Name;

    private static string State(Pod pod, Container container)
    {
        var exit = LastExit(container);
        if (pod.Restarts > 0)
        {
            return $"is in CrashLoopBackOff ({Wording.Count(pod.Restarts, "restart")}{exit})";
        }

        return exit.Length > 0
            ? $"exited and has not restarted yet ({exit.TrimStart(',', ' ')})"
            : "exited and has not restarted yet";
    }

    private static string LastExit(Container container) =>
        container.LastTermination switch
        {
            { Reason: { Length: > 0 } reason, ExitCode: { } code } =>
                $", last {Printable.Excerpt(reason, 60)}, exit code {code}",
            { ExitCode: { } code } => $", last exit code {code}",
            _ => "",
        };
}

using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod with a container in CrashLoopBackOff.</summary>
internal sealed class PodCrashLoopRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from pod in snapshot.Kubernetes.Pods.FreshValue?.Values ?? []
        where pod.IsCrashLooping
        let container = pod.Containers.First(c => c.State.Reason is "CrashLoopBackOff")
        select new Finding(
            "pod.crash-loop",
            pod.Component is null ? Severity.Warning : Severity.Critical,
            pod.Node,
            pod.Key,
            $"{Who(pod)} {(pod.Restarts > 0 ? $"crashes again and again ({Wording.Count(pod.Restarts, "restart")}{LastWords(container)})" : $"ended and has not come back yet{Ended(container)}")}.",
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

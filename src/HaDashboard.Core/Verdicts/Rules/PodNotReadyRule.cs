using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>A pod that should serve and is not ready, for another reason than a crash loop.</summary>
internal sealed class PodNotReadyRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from pod in snapshot.Kubernetes.Pods.FreshValue?.Values ?? []
        where !pod.IsReady && !pod.IsCompleted && !pod.IsCrashLooping
        let ready = pod.Conditions.FirstOrDefault(c => c.Type is "Ready")
        select new Finding(
            "pod.not-ready", pod.Component is null ? Severity.Warning : Severity.Critical, pod.Node, pod.Key,
            $"{pod.Name} is not ready ({Printable.Excerpt(pod.StatusWord, 60)}).",
            $"kubectl describe pod -n {pod.Namespace} {pod.Name}",
            ready?.LastTransition);
}

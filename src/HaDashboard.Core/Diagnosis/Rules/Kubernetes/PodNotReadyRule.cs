using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A pod that should serve and is not ready, for another reason than a crash loop.</summary>
internal sealed class PodNotReadyRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from pod in snapshot.Kubernetes.Pods.FreshValue?.Values ?? []
        where
            !pod.IsReady
            && !pod.IsCrashLooping
            && !IsOnSilentNode(snapshot, pod)
            && (!pod.IsCompleted || pod.Component is not null) // a job may end; a component may not
        let ready = pod.Conditions.FirstOrDefault(c => c.Type is "Ready")
        select new Finding(
            "pod.not-ready",
            pod.Component is null ? Severity.Warning : Severity.Critical,
            pod.Node,
            pod.Key,
            $"{pod.Name} is not ready ({Printable.Excerpt(pod.StatusWord, 60)}).",
            $"kubectl describe pod -n {pod.Namespace} {pod.Name}",
            ready?.LastTransition
        );

    // The API marks every pod of a node it has lost sight of as not ready. Nobody saw that; the node's own finding tells what is known.
    private static bool IsOnSilentNode(ClusterSnapshot snapshot, Pod pod) =>
        pod.Node is { } name && snapshot.Kubernetes.Nodes.FreshValue?.GetValueOrDefault(name.Value) is { Ready: null };
}

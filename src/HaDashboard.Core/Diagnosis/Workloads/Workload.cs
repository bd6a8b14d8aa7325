using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Diagnosis.Workloads;

/// <summary>The workload that creates a pod and replaces it.</summary>
/// <param name="Kind">
/// The owner's kind, but Deployment for a ReplicaSet, CronJob for its Jobs, Node for a static pod, App for pods without an owner that
/// share a label, and Pod for a pod that nothing replaces.
/// </param>
internal sealed record Workload(string Namespace, string Kind, string Name)
{
    private const int ShortestJobTime = 8;

    /// <summary>Its pods must run all the time, on one node each. Only a pod on the same node replaces another.</summary>
    public bool IsPerNode => Kind is "DaemonSet";

    /// <summary>Its pods must run all the time: one that ended is a loss until another replaces it.</summary>
    public bool KeepsPodsRunning => IsPerNode || HasFixedNames || Kind is "Deployment" or "ReplicationController";

    /// <summary>A replacement has the name of the pod that it replaces, so no other pod is one.</summary>
    public bool HasFixedNames => Kind is "StatefulSet" or "Node";

    /// <summary>Its pods end after their work. An attempt may fail.</summary>
    public bool EndsPods => Kind is "Job" or "CronJob";

    public static Workload Of(Pod pod) =>
        pod.Owner switch
        {
            { Kind: "Node" } => new(pod.Namespace, "Node", pod.Name),
            { Kind: "ReplicaSet", Name: var name } => new(pod.Namespace, "Deployment", WithoutLastPart(name)),
            { Kind: "Job", Name: var name } when IsOfCronJob(name) => new(
                pod.Namespace,
                "CronJob",
                WithoutLastPart(name)
            ),
            { } owner => new(pod.Namespace, owner.Kind, owner.Name),
            null when pod.IsMirror => new(pod.Namespace, "Node", pod.Name),
            null when pod.App is { } app => new(pod.Namespace, "App", app),
            null => new(pod.Namespace, "Pod", pod.Name),
        };

    // A Deployment names a ReplicaSet NAME-HASH, with the hash of the pod template.
    private static string WithoutLastPart(string name) =>
        name.LastIndexOf('-') is > 0 and var dash ? name[..dash] : name;

    // A CronJob names a Job NAME-TIME, with the scheduled time in minutes or seconds since 1970.
    private static bool IsOfCronJob(string job)
    {
        var time = job[(job.LastIndexOf('-') + 1)..];
        return time.Length >= ShortestJobTime && time.Length < job.Length && time.All(char.IsAsciiDigit);
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Workloads;

/// <summary>
/// Tells pods that are lost from pods that end, start or terminate in the normal operation of their workload. Only pods are watched, so
/// what a workload wants follows from its other pods: its controller replaces at once a pod that has ended or is being deleted.
/// </summary>
internal sealed class PodProblems
{
    /// <summary>How long a new pod may take to become ready.</summary>
    internal static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    /// <summary>How long after the end of its grace period a pod may stay. Its deletion time includes the grace period.</summary>
    internal static readonly TimeSpan TerminationTime = TimeSpan.FromMinutes(5);

    private readonly ImmutableSortedDictionary<string, Node>? _nodes;
    private readonly IEnumerable<Pod> _pods;
    private readonly ILookup<Workload, Pod> _workloads;
    private readonly DateTimeOffset? _at;

    private PodProblems(ClusterSnapshot snapshot, IEnumerable<Pod> pods)
    {
        _nodes = snapshot.Kubernetes.Nodes.FreshValue;
        _pods = pods;
        _workloads = pods.ToLookup(Workload.Of);
        _at = snapshot.At;
    }

    /// <summary>Every pod that is not ready and that some rule reports; empty while the pods are not observed.</summary>
    public static ImmutableArray<PodProblem> Of(ClusterSnapshot snapshot)
    {
        if (snapshot.Kubernetes.Pods.FreshValue is not { } pods)
        {
            return [];
        }

        // Grouping all pods costs more than all rules together, and usually every pod is ready.
        var unready = pods.Values.Where(pod => !pod.IsReady && !pod.IsCrashLooping).ToArray();
        if (unready.Length == 0)
        {
            return [];
        }

        var problems = new PodProblems(snapshot, pods.Values);
        var found = ImmutableArray.CreateBuilder<PodProblem>();
        foreach (var pod in unready.Where(pod => !problems.IsOnSilentNode(pod)))
        {
            if (problems.KindOf(pod) is { } kind)
            {
                found.Add(new PodProblem(pod, kind));
            }
        }

        return found.ToImmutable();
    }

    private PodProblemKind? KindOf(Pod pod) =>
        pod.Component is not null ? OfComponent(pod)
        : IsFinished(pod) ? OfFinished(pod)
        : pod.DeletedAt is { } deleted ? OfTerminating(pod, deleted)
        : OfRunning(pod);

    // A component must run on its master, whatever the state of the same component on the others.
    private PodProblemKind? OfComponent(Pod pod) =>
        _pods.Any(other => other.Component == pod.Component && other.Node == pod.Node && other.IsReady)
            ? null
            : PodProblemKind.NotReady;

    private PodProblemKind? OfFinished(Pod pod)
    {
        var workload = Workload.Of(pod);
        if (workload.EndsPods)
        {
            return HasSucceeded(pod, workload) ? null : PodProblemKind.LeftOver;
        }

        if (!workload.KeepsPodsRunning && pod.IsCompleted)
        {
            return null;
        }

        var successors = Successors(pod, workload).ToArray();
        return successors.Length > 0
            ? successors.All(other => other.IsReady)
                ? null
                : PodProblemKind.LeftOver
            : workload.KeepsPodsRunning && IsOnExistingNode(pod)
                ? PodProblemKind.NotReady
                : PodProblemKind.LeftOver;
    }

    private PodProblemKind? OfTerminating(Pod pod, DateTimeOffset deleted)
    {
        var isLate = _at - deleted > TerminationTime;
        var isReplaced = Successors(pod, Workload.Of(pod)).Any(other => other.IsReady);
        return isLate && !isReplaced && IsOnReadyNode(pod) ? PodProblemKind.StuckTerminating
            : isReplaced && !isLate ? null
            : PodProblemKind.Terminating;
    }

    private PodProblemKind? OfRunning(Pod pod)
    {
        var workload = Workload.Of(pod);
        if (workload.EndsPods && HasEnded(pod))
        {
            return null; // The phase follows the containers.
        }

        return IsNew(pod) && (workload.EndsPods || _workloads[workload].Any(other => other.IsReady))
            ? PodProblemKind.Starting
            : PodProblemKind.NotReady;
    }

    /// <summary>The pods that run in place of one that ended or is being deleted.</summary>
    private IEnumerable<Pod> Successors(Pod pod, Workload workload) =>
        workload.HasFixedNames
            ? []
            : _workloads[workload]
                .Where(other =>
                    other.DeletedAt is null
                    && !IsFinished(other)
                    && (!workload.IsPerNode || other.Node == pod.Node)
                    && !other.Key.Equals(pod.Key, StringComparison.Ordinal)
                );

    // An attempt that fails is followed by another; the next run of a CronJob is one, too.
    private bool HasSucceeded(Pod pod, Workload workload) =>
        pod.IsCompleted
        || _workloads[workload]
            .Any(other =>
                (other.IsCompleted || other.IsReady)
                && (other.CreatedAt is null || pod.CreatedAt is null || other.CreatedAt >= pod.CreatedAt)
            );

    private bool IsNew(Pod pod)
    {
        var scheduled = pod.Conditions.FirstOrDefault(c =>
            c.Type.Equals("PodScheduled", StringComparison.Ordinal) && c.IsTrue == true
        );
        return _at - (scheduled?.LastTransition ?? pod.CreatedAt) < StartTime;
    }

    private static bool IsFinished(Pod pod) => pod.IsCompleted || pod.Phase.Equals("Failed", StringComparison.Ordinal);

    private static bool HasEnded(Pod pod) =>
        !pod.Containers.IsEmpty && pod.Containers.All(c => c.State.Phase is ContainerPhase.Terminated);

    // The API marks every pod of a node as not ready when its kubelet stops posting status. That is no observation of the pod: the
    // finding of the node reports what is known.
    private bool IsOnSilentNode(Pod pod) => NodeOf(pod) is { Ready: null };

    private bool IsOnReadyNode(Pod pod) => pod.Node is null || NodeOf(pod) is { Ready: true };

    private bool IsOnExistingNode(Pod pod) => pod.Node is null || _nodes is null || NodeOf(pod) is not null;

    private Node? NodeOf(Pod pod) => pod.Node is { } name ? _nodes?.GetValueOrDefault(name.Value) : null;
}

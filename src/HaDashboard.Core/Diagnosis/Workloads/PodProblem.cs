using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Diagnosis.Workloads;

internal enum PodProblemKind
{
    /// <summary>It should serve and does not, and nothing replaces it.</summary>
    NotReady,

    /// <summary>It is new and not ready yet, and another pod of its workload serves, or it is the pod of a Job.</summary>
    Starting,

    /// <summary>It is being deleted, and the deletion is not late or not a loss.</summary>
    Terminating,

    /// <summary>Its deletion is late although its node is ready, and nothing replaces it.</summary>
    StuckTerminating,

    /// <summary>It ended and is of no use any more.</summary>
    LeftOver,
}

/// <summary>A pod that is not ready, and why that matters or does not.</summary>
internal sealed record PodProblem(Pod Pod, PodProblemKind Kind);

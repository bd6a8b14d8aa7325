using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A pod of the watched namespace.</summary>
/// <param name="Component">Which of the four static pods it is, by label or by its static-pod name on its node; null for every other pod.</param>
/// <param name="IsMirror">A static pod's shadow in the API: deleting it deletes nothing.</param>
public sealed record Pod(
    string Namespace,
    string Name,
    NodeName? Node,
    ControlPlaneComponent? Component,
    string Phase,
    string? Reason,
    ImmutableArray<Container> Containers,
    ImmutableArray<Condition> Conditions,
    bool IsMirror,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? DeletedAt
)
{
    public string Key => $"{Namespace}/{Name}";

    public string? Ip { get; init; }

    /// <summary>Where the scheduler wants to place it once it has evicted others.</summary>
    public string? NominatedNode { get; init; }

    /// <summary>The conditions that must be <c>True</c> besides its containers' readiness.</summary>
    public ImmutableArray<string> ReadinessGates { get; init; } = [];

    /// <summary>What its labels call the program: <c>kube-dns</c>, <c>kube-proxy</c>; the component's name for the four static pods.</summary>
    public string? App { get; init; }

    /// <summary>The pod's Ready condition is <c>True</c>, and it isn't on its way out.</summary>
    public bool IsReady =>
        DeletedAt is null && Conditions.Any(c => c.Type.Equals("Ready", StringComparison.Ordinal) && c.IsTrue == true);

    /// <summary>All containers together, as <c>kubectl get pods</c> counts.</summary>
    public int Restarts => Containers.Sum(c => c.RestartCount);

    /// <summary>Ended as it should: a finished Job's pod is neither ready nor a problem.</summary>
    public bool IsCompleted => Phase.Equals("Succeeded", StringComparison.Ordinal);

    /// <summary>A container waits in <c>CrashLoopBackOff</c>.</summary>
    public bool IsCrashLooping =>
        Containers.Any(c => c.State is { Phase: ContainerPhase.Waiting, Reason: "CrashLoopBackOff" });

    /// <summary>The one word <c>kubectl get pods</c> would print under STATUS.</summary>
    public string StatusWord =>
        DeletedAt is not null
            ? "Terminating"
            : Containers
                .FirstOrDefault(c => c.State.Phase is ContainerPhase.Waiting && c.State.Reason is { Length: > 0 })
                ?.State.Reason
                ?? Containers
                    .FirstOrDefault(c =>
                        c.State.Phase is ContainerPhase.Terminated && c.State.Reason is { Length: > 0 }
                    )
                    ?.State.Reason
                ?? Reason
                ?? Phase;
}

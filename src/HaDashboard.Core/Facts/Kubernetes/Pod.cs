using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>A pod of the watched namespace.</summary>
/// <param name="Component">
/// The static pod's component, found by label or by the static-pod name on its node; null for every other pod.
/// </param>
/// <param name="IsMirror">True for the mirror pod of a static pod: deleting it does not stop the static pod.</param>
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

    /// <summary>The node on which the scheduler will place the pod after it has evicted others.</summary>
    public string? NominatedNode { get; init; }

    /// <summary>The conditions that must be <c>True</c> in addition to the readiness of the containers.</summary>
    public ImmutableArray<string> ReadinessGates { get; init; } = [];

    /// <summary>
    /// The program's name according to the labels, such as <c>kube-dns</c>; the component's name for the four static pods.
    /// </summary>
    public string? App { get; init; }

    /// <summary>The controller of the pod; null for a pod that nothing replaces.</summary>
    public PodOwner? Owner { get; init; }

    /// <summary>
    /// The addresses and ports on the command line of a control plane component, by flag without the leading dashes, such as
    /// <c>bind-address</c>. Empty for every other pod. No other flag is kept: a command line may contain secrets.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Flags { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>True if the pod's Ready condition is <c>True</c> and the pod is not being deleted.</summary>
    public bool IsReady =>
        DeletedAt is null && Conditions.Any(c => c.Type.Equals("Ready", StringComparison.Ordinal) && c.IsTrue == true);

    /// <summary>The restarts of all containers, as <c>kubectl get pods</c> counts them.</summary>
    public int Restarts => Containers.Sum(c => c.RestartCount);

    /// <summary>True if the pod succeeded. The pod of a finished Job is not ready and is not a problem.</summary>
    public bool IsCompleted => Phase.Equals("Succeeded", StringComparison.Ordinal);

    /// <summary>True if a container is in <c>CrashLoopBackOff</c>.</summary>
    public bool IsCrashLooping =>
        Containers.Any(c => c.State is { Phase: ContainerPhase.Waiting, Reason: "CrashLoopBackOff" });

    /// <summary>The word that <c>kubectl get pods</c> prints in the column STATUS.</summary>
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

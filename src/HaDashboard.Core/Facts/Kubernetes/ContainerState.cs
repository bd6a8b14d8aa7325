namespace HaDashboard.Core.Facts.Kubernetes;

public enum ContainerPhase
{
    Unknown,
    Waiting,
    Running,
    Terminated,
}

/// <summary>The current or the last state of a container.</summary>
/// <param name="Reason"><c>CrashLoopBackOff</c>, <c>OOMKilled</c>, <c>Error</c>, <c>Completed</c>…</param>
public sealed record ContainerState(
    ContainerPhase Phase,
    string? Reason = null,
    string? Message = null,
    int? ExitCode = null,
    int? Signal = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? FinishedAt = null
);

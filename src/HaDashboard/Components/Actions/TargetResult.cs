namespace HaDashboard.Components.Actions;

public enum TargetPhase
{
    Running,
    Succeeded,

    /// <summary>Nothing was sent.</summary>
    Refused,

    /// <summary>It was sent, or tried to be, and nothing proves it.</summary>
    Failed,
    Skipped,
}

/// <summary>What became of one target.</summary>
public sealed record TargetResult(
    ActionTarget Target,
    TargetPhase Phase,
    string Said,
    string? Before = null,
    string? After = null
);

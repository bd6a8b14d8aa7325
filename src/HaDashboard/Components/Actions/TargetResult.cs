using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Actions;

public enum TargetPhase
{
    Running,
    Succeeded,

    /// <summary>Nothing was sent.</summary>
    Refused,

    /// <summary>It was sent, or sending failed, and the effect was not verified.</summary>
    Failed,
    Skipped,
}

/// <summary>The result for one target.</summary>
public sealed record TargetResult(
    ActionTarget Target,
    TargetPhase Phase,
    Message Message,
    string? Before = null,
    string? After = null
);

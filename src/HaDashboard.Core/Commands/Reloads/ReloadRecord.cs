using System.Collections.Immutable;
using HaDashboard.Core.Inventory;

namespace HaDashboard.Core.Commands.Reloads;

public enum ReloadState
{
    Running,
    Finished,

    /// <summary>The dashboard ended while it ran: what became of it is unknown.</summary>
    Interrupted,
}

public enum ReloadPhase
{
    Waiting,
    Checking,
    Reloading,
    Proving,
    Done,
}

public enum ReloadOutcome
{
    /// <summary>A new worker serves, seen through the polled socket.</summary>
    Succeeded,

    /// <summary>The check said no: nothing was changed.</summary>
    Refused,

    /// <summary>The reload command itself failed, or could not be run.</summary>
    Failed,

    /// <summary>The command says yes and no new worker was seen: believe nothing.</summary>
    Suspect,
}

/// <summary>A worker as it was seen before or after.</summary>
public sealed record ReloadWorker(int Pid, long UptimeSeconds, string Version);

/// <summary>One node's part of a reload.</summary>
/// <param name="Output">What the commands printed, each under its command line.</param>
/// <param name="ExitCode">Of the last command that ran; null where none ended.</param>
/// <param name="Explanation">The outcome in one sentence, with what could not be proved.</param>
public sealed record NodeReload(
    NodeName Node,
    ReloadPhase Phase,
    ReloadOutcome? Outcome,
    int? ExitCode,
    string Output,
    string? Explanation,
    ReloadWorker? Before,
    ReloadWorker? After);

/// <summary>A reload, from the press of the button to its proof.</summary>
public sealed record ReloadRecord(
    string Id,
    string By,
    string Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    ReloadState State,
    ImmutableArray<NodeReload> Nodes);

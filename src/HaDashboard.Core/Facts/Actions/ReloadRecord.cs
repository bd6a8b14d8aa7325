using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Actions;

public enum ReloadState
{
    Running,

    /// <summary>A rolling reload that went no further, and may be resumed.</summary>
    Stopped,
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

    /// <summary>Runtime changes are restored.</summary>
    Reapplying,
    Done,
}

public enum ReloadOutcome
{
    /// <summary>A new worker serves, observed through the polled socket.</summary>
    Succeeded,

    /// <summary>The check failed: nothing was changed.</summary>
    Refused,

    /// <summary>The reload command itself failed, or could not be run.</summary>
    Failed,

    /// <summary>The command succeeded, but no new worker was observed: unverified.</summary>
    Suspect,

    /// <summary>Nothing was done here: left out, canceled, or a dry run.</summary>
    Skipped,
}

/// <summary>When a phase began.</summary>
public sealed record PhaseTime(ReloadPhase Phase, DateTimeOffset At);

/// <summary>A worker as observed before or after.</summary>
public sealed record ReloadWorker(int Pid, long UptimeSeconds, string Version)
{
    /// <summary>Stopping workers; null without a master CLI.</summary>
    public int? OldWorkers { get; init; }

    /// <summary>Servers of the API backend that a check of this worker holds for UP.</summary>
    public int? ServersUp { get; init; }
}

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
    Message? Explanation,
    ReloadWorker? Before,
    ReloadWorker? After
)
{
    /// <summary>The output of the HAProxy check of the file.</summary>
    public ImmutableArray<CheckMessage> Messages { get; init; } = [];

    /// <summary>Runtime changes at the start of the reload; null if they could not be read.</summary>
    public ImmutableArray<RuntimeChange>? Lost { get; init; }

    /// <summary>What became of setting it again.</summary>
    public ImmutableArray<ReappliedChange> Reapplied { get; init; } = [];

    /// <summary>When each phase began, in order.</summary>
    public ImmutableArray<PhaseTime> Times { get; init; } = [];

    /// <summary>When the reload command was run here; null where it was not.</summary>
    public DateTimeOffset? ReloadedAt => Times.LastOrDefault(time => time.Phase is ReloadPhase.Reloading)?.At;

    public DateTimeOffset? EndedAt =>
        Phase is ReloadPhase.Done ? Times.LastOrDefault(time => time.Phase is ReloadPhase.Done)?.At : null;

    internal NodeReload Enter(ReloadPhase phase, DateTimeOffset at) =>
        this with
        {
            Phase = phase,
            Times = Times.Add(new PhaseTime(phase, at)),
        };

    internal NodeReload Interrupted() =>
        Phase switch
        {
            ReloadPhase.Done => this,
            ReloadPhase.Waiting or ReloadPhase.Checking => this with
            {
                Phase = ReloadPhase.Done,
                Outcome = ReloadOutcome.Skipped,
                Explanation = ActionTexts.EndedBefore,
            },
            _ => this with
            {
                Phase = ReloadPhase.Done,
                Outcome = ReloadOutcome.Suspect,
                Explanation = ActionTexts.EndedDuring,
            },
        };

    internal NodeReload End(ReloadOutcome outcome, Message explanation, DateTimeOffset at) =>
        Enter(ReloadPhase.Done, at) with
        {
            Outcome = outcome,
            Explanation = explanation,
        };
}

/// <summary>A reload, from the request to its verification.</summary>
public sealed record ReloadRecord(
    string Id,
    string By,
    string Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    ReloadState State,
    ImmutableArray<NodeReload> Nodes
)
{
    /// <summary>The origin of the request.</summary>
    public string From { get; init; } = "";

    /// <summary>One node after the other, with a gate between them.</summary>
    public bool IsRolling { get; init; }

    /// <summary>Files and safety checks are run; nothing is reloaded.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Runtime changes are restored.</summary>
    public bool Reapplies { get; init; }

    /// <summary>What a rolling reload waits for, or why it went no further.</summary>
    public Message? Hold { get; init; }

    /// <summary>An operator canceled it: no further node is started.</summary>
    [JsonPropertyName("isCalledOff")]
    public bool IsCanceled { get; init; }

    public NodeReload? Of(NodeName node) => Nodes.FirstOrDefault(part => part.Node == node);

    /// <summary>The record of a reload that ran when the dashboard stopped.</summary>
    internal ReloadRecord Interrupted() =>
        this with
        {
            State = ReloadState.Interrupted,
            Hold = null,
            Nodes = [.. Nodes.Select(node => node.Interrupted())],
        };
}

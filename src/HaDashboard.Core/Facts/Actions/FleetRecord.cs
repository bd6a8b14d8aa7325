using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Actions;

public enum FleetPhase
{
    Waiting,
    Running,

    /// <summary>Proved.</summary>
    Succeeded,

    /// <summary>A guard or the role refused it: nothing was changed.</summary>
    Refused,

    /// <summary>It was tried; the explanation contains what is known.</summary>
    Failed,

    /// <summary>There was nothing to do.</summary>
    Skipped,
}

/// <summary>One node's part.</summary>
/// <param name="Explanation">The outcome or the refusal in one sentence; null until there is one.</param>
/// <param name="Before">What was there, in a few words.</param>
/// <param name="SettingBefore">What an undo brings back; null where nothing was set or read.</param>
/// <param name="SettingAfter">What is set since; null where that is not known.</param>
public sealed record FleetNode(
    NodeName Node,
    FleetPhase Phase,
    Message? Explanation = null,
    Message? Before = null,
    Message? After = null,
    ServerSetting? SettingBefore = null,
    ServerSetting? SettingAfter = null
)
{
    public bool IsDone => Phase is not (FleetPhase.Waiting or FleetPhase.Running);

    public bool MayBeRetried => Phase is FleetPhase.Refused or FleetPhase.Failed;

    /// <summary>Something was set here, or may have been, and what was there before is known.</summary>
    public bool MayBeUndone =>
        IsDone && SettingBefore is not null && SettingBefore != SettingAfter && Phase is not FleetPhase.Refused;
}

/// <summary>The same action on several nodes: who, why, and how far it is on each.</summary>
/// <param name="Id">The batch in the audit.</param>
/// <param name="Title">What is done, in words.</param>
/// <param name="FinishedAt">null while it runs.</param>
/// <param name="UndoOf">The record this one undoes.</param>
/// <param name="UndoneBy">The record that undoes this one.</param>
public sealed record FleetRecord(
    string Id,
    Message Title,
    string By,
    string Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    ImmutableArray<FleetNode> Nodes,
    string? UndoOf = null,
    string? UndoneBy = null
)
{
    /// <summary>The server that is acted on, on every node.</summary>
    public ProxyName? Proxy { get; init; }

    public ServerName? Server { get; init; }

    public bool IsRunning => FinishedAt is null;

    public bool MayBeRetried => !IsRunning && UndoneBy is null && Nodes.Any(node => node.MayBeRetried);

    public bool MayBeUndone => !IsRunning && UndoneBy is null && UndoOf is null && Nodes.Any(node => node.MayBeUndone);
}

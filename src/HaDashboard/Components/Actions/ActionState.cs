using System.Collections.Immutable;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Components.Actions;

public enum ActionStep
{
    Choose,
    Confirm,
    Result,
}

/// <summary>What an undo needs of one target.</summary>
/// <param name="After">What is set since; null where that could not be read.</param>
public sealed record UndoableChange(ServerSetting Before, ServerSetting? After);

/// <summary>
/// The state of the action dialog: what was chosen, what was typed, what came of it. Every transition returns a new state.
/// </summary>
/// <param name="Targets">Of one kind; with <see cref="OnAllNodes"/>, the same server on several nodes.</param>
public sealed record ActionState(ImmutableArray<ActionTarget> Targets)
{
    public bool OnAllNodes { get; init; }

    /// <summary>null while the person chooses.</summary>
    public CommandDescriptor? Command { get; init; }

    /// <summary>The sum of the steps of a weight; null where no form of steps is open.</summary>
    public int? Steps { get; init; }

    /// <summary>The weight typed as a number. It takes precedence over the steps.</summary>
    public int? Absolute { get; init; }

    public int? Percent { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>What was typed to override the last-server guard.</summary>
    public string TypedName { get; init; } = "";

    /// <summary>The gate's refusal of the last attempt.</summary>
    public Message? Refusal { get; init; }

    /// <summary>null until the command was confirmed.</summary>
    public ImmutableArray<TargetResult>? Results { get; init; }

    public ImmutableDictionary<ActionTarget, UndoableChange> Undoable { get; init; } =
        ImmutableDictionary<ActionTarget, UndoableChange>.Empty;

    /// <summary>The record of an action on all nodes that was started; its results are in the snapshot.</summary>
    public string? FleetId { get; init; }

    public bool IsBusy { get; init; }

    public ActionStep Step =>
        Command is null ? ActionStep.Choose
        : Results is null && FleetId is null ? ActionStep.Confirm
        : ActionStep.Result;

    /// <summary>The change of the weight; null if the command sets no weight, or none is entered yet.</summary>
    public WeightChange? Weight =>
        Command switch
        {
            { Id: "weight-reset" } => WeightChange.Reset,
            { Id: "weight-percent" } => Percent is { } percent ? WeightChange.Percent(percent) : null,
            { IsWeight: true } when Absolute is { } absolute => WeightChange.Absolute(absolute),
            { IsWeight: true } when Steps is { } steps and not 0 => WeightChange.Relative(steps),
            _ => null,
        };

    /// <summary>Nothing is missing to make the command.</summary>
    public bool IsComplete => Command is { IsWeight: false } || Weight is not null;

    public ImmutableArray<TargetResult> Retryable =>
        [.. (Results ?? []).Where(result => result.Phase is TargetPhase.Failed or TargetPhase.Refused)];

    public bool CanRetry => !IsBusy && !Retryable.IsEmpty;

    public bool CanUndo => !IsBusy && !Undoable.IsEmpty;

    /// <param name="command">null returns to the choice.</param>
    public ActionState Choose(CommandDescriptor? command) =>
        this with
        {
            Command = command,
            Steps = null,
            Absolute = null,
            Percent = null,
            TypedName = "",
            Refusal = null,
        };

    public ActionState ChooseAllNodes(ImmutableArray<ActionTarget> targets) =>
        this with
        {
            Targets = targets,
            OnAllNodes = true,
        };

    /// <summary>A step that was pressed counts, a number typed before does not.</summary>
    public ActionState WithSteps(int steps) => this with { Steps = steps, Absolute = null };

    public ActionState Started(ImmutableArray<ActionTarget> targets)
    {
        var kept = (Results ?? []).Where(result => !targets.Contains(result.Target));
        var running = targets.Select(target => new TargetResult(target, TargetPhase.Running, Message.Empty));
        return this with { IsBusy = true, Refusal = null, Results = [.. kept, .. running] };
    }

    public ActionState Refused(ActionTarget target, Refusal refusal) =>
        With(new TargetResult(target, TargetPhase.Refused, refusal.Message));

    public ActionState Ended(ActionTarget target, CommandOutcome outcome)
    {
        var text = outcome.Succeeded && outcome.Before is not null ? Message.Empty : outcome.Summary;
        var result = new TargetResult(target, PhaseOf(outcome), text, outcome.Before, outcome.After);
        var next = With(result);
        return Change(outcome) is { } change ? next with { Undoable = next.Undoable.SetItem(target, change) } : next;
    }

    /// <param name="refusal">The gate's first refusal. With a single target the form is shown again: the reason can be changed, the
    /// override typed.</param>
    public ActionState Finished(Message? refusal)
    {
        var next = this with { IsBusy = false };
        return refusal is not null && Targets.Length == 1 ? next with { Refusal = refusal, Results = null } : next;
    }

    public ActionState FleetStarted(string id) => this with { FleetId = id };

    /// <summary>Undo is offered once: undoing an undo is the action itself.</summary>
    public ActionState Undone() => this with { Undoable = Undoable.Clear(), IsBusy = false };

    private ActionState With(TargetResult result) =>
        this with
        {
            Results = [.. (Results ?? []).Select(known => known.Target == result.Target ? result : known)],
        };

    private UndoableChange? Change(CommandOutcome outcome) =>
        outcome is { Succeeded: true, SettingBefore: { } before }
        && !before.Equals(outcome.SettingAfter)
        && Command is { CanBeUndone: true }
            ? new UndoableChange(before, outcome.SettingAfter)
            : null;

    private static TargetPhase PhaseOf(CommandOutcome outcome) =>
        outcome.Succeeded ? TargetPhase.Succeeded
        : outcome.Refusal is not null ? TargetPhase.Refused
        : TargetPhase.Failed;
}

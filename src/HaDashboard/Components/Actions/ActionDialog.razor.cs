using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace HaDashboard.Components.Actions;

/// <summary>
/// Choose, confirm, see the result. What is shown is a function of <see cref="ActionState"/>; this component runs commands and moves the
/// focus. Only the gate decides; the dialog shows in advance what the gate would answer now.
/// </summary>
public sealed partial class ActionDialog : ComponentBase, IDisposable
{
    private ActionState _state = new([]);
    private WeightDraft? _draft;
    private bool _moveFocus = true;
    private ActionForm? _form;
    private ElementReference _confirm;
    private ElementReference _cancel;
    private ElementReference _close;

    /// <summary>Of one kind; with <see cref="OnAllNodes"/>, the same server on several nodes.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ActionTarget> Targets { get; set; }

    /// <summary>null to let the person choose.</summary>
    [Parameter]
    public CommandDescriptor? Command { get; set; }

    [Parameter]
    public bool OnAllNodes { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    private CommandGate Gate { get; set; } = default!;

    [Inject]
    private FleetAction Fleet { get; set; } = default!;

    [Inject]
    private ActionMemory Memory { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private ActionTarget First => _state.Targets[0];

    private ActionPreview Preview => new(_state, View, Rights);

    /// <summary>The form of steps is open: the weight keys add to it.</summary>
    private bool IsWeightForm => _state is { Step: ActionStep.Confirm, Steps: not null };

    private bool HasAgent =>
        _state.Targets.Any(target =>
            target is { Proxy: { } proxy, Server: { } server }
            && View.Snapshot.Node(target.Node)?.HaProxy.Value?.Find(proxy.Value, server.Value) is { } listed
            && listed.Row.Text("agent_status") is not null
        );

    public void Dispose() => CloseDraft();

    protected override void OnInitialized()
    {
        _state = new ActionState([.. Targets]) { OnAllNodes = OnAllNodes };
        if (Command is not null)
        {
            Choose(Command);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_moveFocus || (_state.IsBusy && _state.OnAllNodes))
        {
            return;
        }

        _moveFocus = false;
        await FocusAsync();
    }

    // Quick steps of a weight are Enter, Enter: the reason is remembered, so the button has the focus. Nothing else is that quick.
    private ValueTask FocusAsync() =>
        _state.Step switch
        {
            ActionStep.Choose => _cancel.TryFocusAsync(),
            ActionStep.Result => _close.TryFocusAsync(),
            _ when IsWeightForm && Preview.CanConfirm => _confirm.TryFocusAsync(),
            _ => _form?.FocusReasonAsync() ?? ValueTask.CompletedTask,
        };

    private void Choose(CommandDescriptor? command)
    {
        (_state, _moveFocus) = (_state.Choose(command), true);
        CloseDraft();
        if (command is { IsWeight: true, Step: { } step })
        {
            OpenDraft(step);
            _state = _state.WithSteps(_draft!.Steps) with { Reason = Memory.LastReason };
        }
    }

    private void OpenDraft(int step)
    {
        _draft =
            Memory.OpenWeights is { } open && open.IsFor(_state.Targets) ? open : new WeightDraft(_state.Targets, step);
        _draft.Changed += OnDraftChanged;
        Memory.OpenWeights = _draft;
    }

    private void CloseDraft()
    {
        if (_draft is null)
        {
            return;
        }

        _draft.Changed -= OnDraftChanged;
        if (ReferenceEquals(Memory.OpenWeights, _draft))
        {
            Memory.OpenWeights = null;
        }

        _draft = null;
    }

    private void OnDraftChanged() =>
        _ = InvokeAsync(() =>
        {
            if (_draft is not null)
            {
                _state = _state.WithSteps(_draft.Steps);
                StateHasChanged();
            }
        });

    private void Change(ActionState state) => _state = state;

    private void Step(int steps) => _draft?.Add(steps);

    private Task ChooseAllNodesAsync()
    {
        _state = _state.ChooseAllNodes([.. ActionTarget.OnAllNodes(View.Snapshot, First.Proxy!, First.Server!)]);
        return Dialog.SetTitleAsync(ActionLauncher.Title(_state.Targets, onAllNodes: true));
    }

    private Task OnKeyAsync(KeyboardEventArgs args) =>
        args.Key is "Enter" && Preview.CanConfirm ? ConfirmAsync() : Task.CompletedTask;

    private async Task ConfirmAsync()
    {
        var preview = Preview;
        if (!preview.CanConfirm)
        {
            return;
        }

        Memory.Remember(_state.Reason);
        Memory.OpenWeights = null;
        _moveFocus = true;
        if (_state.OnAllNodes)
        {
            await StartFleetAsync(preview);
            return;
        }

        var refusal = await RunAsync(_state.Targets, Confirmed(preview), _state.Reason);
        (_state, _moveFocus) = (_state.Finished(refusal), true);
    }

    private async Task StartFleetAsync(ActionPreview confirmed)
    {
        // The factory runs later, and again on a retry: it uses the confirmed values, not the current values of the form.
        var (command, weight, overrides) = (confirmed.Command, confirmed.State.Weight, confirmed.Overrides);
        var target = First;
        var run = Fleet.Start(
            (await Authentication).User.ToCaller(),
            _state.Reason,
            ActionDialogTexts.FleetTitle(target.Text, command.Done),
            (id, node) => (ServerAction)(target with { Node = node }).CommandFor(command, weight, overrides, id),
            _state.Targets.Select(each => each.Node)
        );
        _state = _state.FleetStarted(run.Id);
    }

    private async Task RetryAsync()
    {
        ImmutableArray<ActionTarget> targets = [.. _state.Retryable.Select(result => result.Target)];
        await RunAsync(targets, Confirmed(Preview), _state.Reason);
        (_state, _moveFocus) = (_state with { IsBusy = false }, true);
    }

    private async Task UndoAsync()
    {
        var undoable = _state.Undoable;
        await RunAsync([.. undoable.Keys], target => Undo(target, undoable[target]), $"undo: {_state.Reason}");
        (_state, _moveFocus) = (_state.Undone(), true);
    }

    private Func<ActionTarget, IEnumerable<RuntimeAction>> Confirmed(ActionPreview preview)
    {
        var (command, weight, overrides) = (preview.Command, preview.State.Weight, preview.Overrides);
        return target => [target.CommandFor(command, weight, overrides, NewId())];
    }

    private IEnumerable<RuntimeAction> Undo(ActionTarget target, UndoableChange change) =>
        ServerUndo
            .Steps(target.Proxy!, target.Server!, change.Before, change.After)
            .Select(step => step(NewId(), target.Node));

    /// <summary>One after the other: the second is judged by what the first has left.</summary>
    /// <returns>The gate's first refusal.</returns>
    private async Task<Message?> RunAsync(
        ImmutableArray<ActionTarget> targets,
        Func<ActionTarget, IEnumerable<RuntimeAction>> commands,
        string reason
    )
    {
        Message? refused = null;
        _state = _state.Started(targets);
        var caller = (await Authentication).User.ToCaller();
        foreach (var target in targets)
        {
            foreach (var command in commands(target))
            {
                StateHasChanged();
                var (refusal, outcome) = await Gate.ExecuteAsync(command, caller, reason, CancellationToken.None);
                _state = refusal is null ? _state.Ended(target, outcome!) : _state.Refused(target, refusal);
                refused ??= refusal?.Message;
                if (outcome is not { Succeeded: true })
                {
                    break;
                }
            }
        }

        return refused;
    }

    private string NewId() => Core.Operations.Commands.Command.NewId(Time);

    private void Close() => Dialog.Close();
}

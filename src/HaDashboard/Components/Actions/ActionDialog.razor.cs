using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace HaDashboard.Components.Actions;

/// <summary>Choose, confirm, see. The gate decides; what the dialog says before is what the gate would say now.</summary>
public sealed partial class ActionDialog : ComponentBase, IDisposable
{
    private static readonly LastServerGuard LastServerRule = new();

    private ServerVerb? _verb;
    private WeightDraft? _draft;
    private int? _absolute;
    private int? _percent;
    private string _reason = "";
    private string _typed = "";
    private string? _refusal;
    private ImmutableArray<TargetResult>? _results;
    private Dictionary<ActionTarget, ServerSetting> _undo = [];
    private string? _fleetId;
    private IReadOnlyList<ActionTarget>? _onAllNodes;
    private bool _busy;
    private bool _moveFocus = true;
    private ElementReference _reasonField;
    private ElementReference _confirm;
    private ElementReference _cancel;
    private ElementReference _closeButton;

    /// <summary>Of one kind; with <see cref="Everywhere"/>, the same server on several nodes.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ActionTarget> Targets { get; set; }

    /// <summary>null to let the person choose.</summary>
    [Parameter]
    public ServerVerb? Verb { get; set; }

    [Parameter]
    public bool Everywhere { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    [Inject]
    private CommandGate Gate { get; set; } = default!;

    [Inject]
    private FleetAction Fleet { get; set; } = default!;

    [Inject]
    private ActionDesk Desk { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>Not the parameter: every view that arrives sets that one again.</summary>
    private IReadOnlyList<ActionTarget> Chosen => _onAllNodes ?? Targets;

    private bool IsEverywhere => Everywhere || _onAllNodes is not null;

    private bool IsForm => _results is null && _fleetId is null;

    private string StepName =>
        _verb is null ? "choose"
        : IsForm ? "confirm"
        : "result";

    /// <summary>The form of steps is open: the weight keys add to it.</summary>
    private bool IsSteps => _draft is not null;

    private bool HasAgent =>
        Chosen.Any(t =>
            t is { Proxy: not null, Server: not null }
            && View.Snapshot.Node(t.Node)?.HaProxy.Value?.Find(t.Proxy.Value, t.Server.Value)?.Row.Text("agent_status")
                is not null
        );

    private WeightChange? Weight =>
        _verb switch
        {
            { Id: "weight-reset" } => WeightChange.Reset,
            { Id: "weight-percent" } => _percent is { } percent ? WeightChange.Percent(percent) : null,
            { IsWeight: true } when _absolute is { } absolute => WeightChange.Absolute(absolute),
            { IsWeight: true } when _draft is { Steps: not 0 } draft => WeightChange.Relative(draft.Steps),
            _ => null,
        };

    private bool IsComplete => _verb is { IsWeight: false } || Weight is not null;

    private BlastRadius Radius => BlastRadius.Of(View.Snapshot, _verb!, Chosen, Weight);

    /// <summary>The master that would get no more requests from these nodes; null where it is no such action, or nobody knows whose server it is.</summary>
    private NodeName? TakenOut =>
        _verb is { TakesTrafficAway: true }
        && Chosen[0] is { Proxy: { } proxy, Server: { } server }
        && proxy.Value.Equals(View.Snapshot.Inventory.ApiBackend, StringComparison.Ordinal)
        && Chosen.All(t => t.Server == server)
            ? View
                .Matrix.FirstOrDefault(column => column.ServerName.Equals(server.Value, StringComparison.Ordinal))
                ?.Master
            : null;

    private List<string> Missing =>
        [
            .. View
                .Snapshot.Nodes.Select(n => n.Name)
                .Where(name => Chosen.All(t => t.Node != name))
                .Select(name => name.Value),
        ];

    private string Preview =>
        IsComplete
            ? string.Join(
                '\n',
                Chosen.SelectMany(t =>
                    RuntimePreview
                        .Of(CommandFor(t, false, ""), View.Snapshot)
                        .Select(line => line.StartsWith('#') ? line : $"{t.Node} > {line}")
                )
            )
            : "Nothing yet: say what the weight shall be.";

    private bool LastServer => LastServerRefusal is not null;

    private string? LastServerRefusal =>
        !IsComplete || _verb is { Group: VerbGroup.Frontend or VerbGroup.Counters }
            ? null
            : Chosen
                .Select(t => LastServerRule.Check(CommandFor(t, false, ""), View)?.Message)
                .FirstOrDefault(m => m is not null)
                ?? Together;

    // One by one each may leave another; all of them together may not.
    private string? Together =>
        Chosen.Count > 1
        && Radius.Targets.FirstOrDefault(t => t.LeavesNone && t.Server is { TakesTraffic: true }) is { } last
            ? $"Together these are the last servers of {last.Target.Proxy} on {last.Target.Node} that take traffic."
            : null;

    private string? Refusal => _refusal ?? (IsComplete ? LastServerRefusal : null);

    private bool MayOverride => LastServer && Rights.CanAdminister;

    private string OverrideName =>
        Chosen.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() == 1
            ? Chosen[0].Name
            : Chosen[0].Proxy?.Value ?? Chosen[0].Name;

    private bool Overrides => MayOverride && _typed.Equals(OverrideName, StringComparison.Ordinal);

    private bool MayConfirm =>
        !_busy && IsComplete && !string.IsNullOrWhiteSpace(_reason) && (!LastServer || Overrides);

    private bool Dangerous =>
        _verb is { TakesTrafficAway: true } or { Group: VerbGroup.Sessions or VerbGroup.Checks or VerbGroup.Frontend }
        || Radius.Targets.Any(t => t.WeightThen == 0);

    private string Subject =>
        Chosen.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() == 1
            ? Chosen[0].Name
            : $"{Chosen.Count} servers";

    private string Place =>
        Chosen.Select(t => t.Node).Distinct().Count() is var nodes && nodes > 1
            ? $"on {nodes} nodes"
            : $"on {Chosen[0].Node}";

    private string ConfirmText =>
        $"{(_verb!.IsWeight && _verb.Id is not "weight-reset" ? "Set weight of" : _verb.Label)} {Subject} {Place}";

    private IReadOnlyList<TargetResult> Retryable =>
        [.. (_results ?? []).Where(r => r.Phase is TargetPhase.Failed or TargetPhase.Refused)];

    private bool CanUndo => !_busy && _undo.Count > 0;

    public void Dispose()
    {
        if (_draft is not null)
        {
            _draft.Changed -= OnDraftChanged;
        }

        if (ReferenceEquals(Desk.OpenWeights, _draft))
        {
            Desk.OpenWeights = null;
        }
    }

    protected override void OnInitialized()
    {
        if (Verb is not null)
        {
            Choose(Verb);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_moveFocus || (_busy && IsEverywhere))
        {
            return;
        }

        // Quick steps of a weight are Enter, Enter: the reason is remembered, so the button has the focus. Nothing else is that quick.
        _moveFocus = false;
        await (
            _verb is null ? _cancel
            : !IsForm ? _closeButton
            : MayConfirm && IsSteps ? _confirm
            : _reasonField
        ).FocusAsync();
    }

    private void Choose(ServerVerb? verb)
    {
        (_verb, _refusal, _typed, _absolute, _percent, _moveFocus) = (verb, null, "", null, null, true);
        if (verb is { IsWeight: true, Id: not ("weight-reset" or "weight-percent") })
        {
            _draft =
                Desk.OpenWeights is { } open && open.IsFor(Chosen)
                    ? open
                    : new WeightDraft([.. Chosen], verb.Step ?? 0);
            _draft.Changed += OnDraftChanged;
            Desk.OpenWeights = _draft;
            _reason = Desk.LastReason;
        }
    }

    private void OnDraftChanged() =>
        _ = InvokeAsync(() =>
        {
            _absolute = null;
            StateHasChanged();
        });

    private Task GoEverywhereAsync()
    {
        _onAllNodes = ActionTarget.OnAllNodes(View.Snapshot, Targets[0].Proxy!, Targets[0].Server!);
        return Dialog.SetTitleAsync(ActionLauncher.Title(Chosen, everywhere: true));
    }

    private RuntimeAction CommandFor(ActionTarget target, bool overrideLastServer, string id) =>
        ActionCommands.Of(_verb!, target, Weight, overrideLastServer, id);

    private Task OnKeyAsync(KeyboardEventArgs args) =>
        args.Key is "Enter" && MayConfirm ? ConfirmAsync() : Task.CompletedTask;

    private async Task ConfirmAsync()
    {
        if (!MayConfirm)
        {
            return;
        }

        Desk.Remember(_reason);
        Desk.OpenWeights = null;
        _moveFocus = true;
        if (IsEverywhere)
        {
            await StartFleetAsync();
            return;
        }

        var refusal = await RunAsync(Chosen, target => CommandFor(target, Overrides, Command.NewId(Time)), _reason);
        if (refusal is not null && Chosen.Count == 1)
        {
            (_refusal, _results) = (refusal, null); // still the form: the reason may be changed, the override typed
        }

        _moveFocus = true;
    }

    private async Task StartFleetAsync()
    {
        // The factory runs later and again on a retry: it keeps what was confirmed, not what the form says then.
        var (verb, weight, overrides, proxy, server) = (_verb!, Weight, Overrides, Chosen[0].Proxy!, Chosen[0].Server!);
        var run = Fleet.Start(
            (await Authentication).User.ToCaller(),
            _reason,
            Fleets.Title(verb, Chosen[0]),
            (id, node) =>
                (ServerAction)ActionCommands.Of(verb, new ActionTarget(node, proxy, server), weight, overrides, id),
            Chosen.Select(t => t.Node)
        );
        _fleetId = run.Id;
    }

    private async Task RetryAsync()
    {
        await RunAsync(
            [.. Retryable.Select(r => r.Target)],
            target => CommandFor(target, Overrides, Command.NewId(Time)),
            _reason
        );
        _moveFocus = true;
    }

    private async Task UndoAsync()
    {
        var undo = _undo;
        await RunAsync(
            [.. undo.Keys],
            target => ActionCommands.Restore(_verb!, target, undo[target], Command.NewId(Time)),
            $"undo: {_reason}"
        );
        (_undo, _moveFocus) = ([], true); // once: undoing an undo is the action itself
    }

    /// <summary>One after the other: the second is judged by what the first has left.</summary>
    /// <returns>The first refusal of the gate.</returns>
    private async Task<string?> RunAsync(
        IReadOnlyList<ActionTarget> targets,
        Func<ActionTarget, RuntimeAction> command,
        string reason
    )
    {
        string? refused = null;
        _busy = true;
        var kept = (_results ?? []).Where(r => !targets.Contains(r.Target));
        _results = [.. kept, .. targets.Select(t => new TargetResult(t, TargetPhase.Running, ""))];
        var caller = (await Authentication).User.ToCaller();
        foreach (var target in targets)
        {
            StateHasChanged();
            var (refusal, outcome) = await Gate.ExecuteAsync(command(target), caller, reason, CancellationToken.None);
            refused ??= refusal?.Message;
            Put(
                refusal is not null
                    ? new TargetResult(target, TargetPhase.Refused, refusal.Message)
                    : Told(target, outcome!)
            );
        }

        _busy = false;
        return refused;
    }

    private TargetResult Told(ActionTarget target, CommandOutcome outcome)
    {
        if (
            outcome is { Succeeded: true, SettingBefore: { } before }
            && !before.Equals(outcome.SettingAfter)
            && _verb is { Group: VerbGroup.State or VerbGroup.Weight }
        )
        {
            _undo[target] = before;
        }

        var phase =
            outcome.Succeeded ? TargetPhase.Succeeded
            : outcome.Refusal is not null ? TargetPhase.Refused
            : TargetPhase.Failed;
        return new TargetResult(
            target,
            phase,
            outcome.Succeeded && outcome.Before is not null ? "" : outcome.Summary,
            outcome.Before,
            outcome.After
        );
    }

    private void Put(TargetResult result) =>
        _results = [.. _results!.Value.Select(r => r.Target == result.Target ? result : r)];

    private void Close() => Dialog.Close();
}

using HaDashboard.Access;
using HaDashboard.Components.Actions.Impact;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Views;

namespace HaDashboard.Components.Actions;

/// <summary>What a chosen command affects, whether the gate would refuse it now, and the exact lines it sends.</summary>
public sealed record ActionPreview(ActionState State, ClusterView View, UserRights Rights)
{
    private static readonly LastServerGuard LastServerRule = new();

    public CommandDescriptor Command => State.Command!;

    public BlastRadius Radius => BlastRadius.Of(View.Snapshot, Command, State.Targets, State.Weight);

    /// <summary>The master whose apiserver gets no more requests from these nodes; null for another action or another backend.</summary>
    public NodeName? TakenOut =>
        Command.TakesTrafficAway && State.Targets.Select(MasterOf).Distinct().ToArray() is [{ } master] ? master : null;

    /// <summary>The nodes that are no target.</summary>
    public IReadOnlyList<string> Missing =>
        [
            .. View
                .Snapshot.Nodes.Select(node => node.Name)
                .Where(name => State.Targets.All(target => target.Node != name))
                .Select(name => name.Value),
        ];

    public Message Lines =>
        State.IsComplete
            ? Message.Verbatim(string.Join('\n', State.Targets.SelectMany(LinesOf)))
            : ActionDialogTexts.EnterWeight;

    public bool IsLastServer => LastServerRefusal is not null;

    /// <summary>The gate's refusal of the last attempt, or the one that is expected now.</summary>
    public Message? Refusal => State.Refusal ?? (State.IsComplete ? LastServerRefusal : null);

    public bool CanOverride => IsLastServer && Rights.CanAdminister;

    /// <summary>What an Admin must type to override.</summary>
    public string OverrideName => CommonName ?? State.Targets[0].Proxy?.Value ?? State.Targets[0].Name;

    public bool Overrides => CanOverride && State.TypedName.Equals(OverrideName, StringComparison.Ordinal);

    public bool CanConfirm =>
        !State.IsBusy && State.IsComplete && !string.IsNullOrWhiteSpace(State.Reason) && (!IsLastServer || Overrides);

    public bool IsDangerous => Command.IsDangerous || Radius.Targets.Any(target => target.WeightThen == 0);

    public Message ConfirmText =>
        State.Targets.Select(target => target.Node).Distinct().Count() is var nodes && nodes > 1
            ? ActionDialogTexts.ConfirmOnNodes(Command.ConfirmVerb, Subject, nodes)
            : ActionDialogTexts.ConfirmOnNode(Command.ConfirmVerb, Subject, State.Targets[0].Node);

    private NodeName? MasterOf(ActionTarget target) =>
        target is { Proxy: { } proxy, Server: { } server }
            ? View.Diagnosis.Map.LineOf(target.Node, proxy.Value, server.Value)?.Master
            : null;

    private Message Subject =>
        CommonName is { } name ? Message.Verbatim(name) : ActionDialogTexts.ServerCount(State.Targets.Length);

    private string? CommonName =>
        State.Targets.Select(target => target.Name).Distinct(StringComparer.Ordinal).Count() == 1
            ? State.Targets[0].Name
            : null;

    private Message? LastServerRefusal =>
        State.IsComplete && Command.Target is CommandTargetKind.Server
            ? State.Targets.Select(RefusalOf).FirstOrDefault(message => message is not null) ?? Together
            : null;

    // Each server alone may leave another one in rotation; all of them together may not.
    private Message? Together =>
        State.Targets.Length > 1
        && Radius.Targets.FirstOrDefault(target => target.LeavesNone && target.Server is { TakesTraffic: true })
            is { } last
            ? ActionDialogTexts.LastServersTogether(last.Target.Proxy, last.Target.Node)
            : null;

    private Message? RefusalOf(ActionTarget target) => LastServerRule.Check(CommandFor(target), View)?.Message;

    private IEnumerable<string> LinesOf(ActionTarget target) =>
        RuntimePreview
            .Of(CommandFor(target), View.Snapshot)
            .Select(line => line.ToString())
            .Select(line => line.StartsWith('#') ? line : $"{target.Node} > {line}");

    private RuntimeAction CommandFor(ActionTarget target) => target.CommandFor(Command, State.Weight, false, "");
}

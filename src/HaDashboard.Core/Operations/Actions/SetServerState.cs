using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>hatop's enable and disable, and the drain it hasn't.</summary>
public sealed record SetServerState(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    ServerTargetState State,
    bool OverrideLastServer = false
) : ServerAction(CommandId, UserRole.Operator, Node, Proxy, Server, OverrideLastServer)
{
    public override Message Describe() => RuntimeTexts.SetState(Path, Node, State.Word());

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.State(Proxy, Server, State);

    internal override bool TakesOut(int? userWeight, int? configuredWeight) => State is not ServerTargetState.Ready;

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        now.Administration?.Setting.State == State
        && now.Server?.Status.State switch
        {
            ServerOperationalState.Maint => State is ServerTargetState.Maint,
            ServerOperationalState.Drain => State is ServerTargetState.Drain,
            ServerOperationalState.Down => State is not ServerTargetState.Maint, // a drained server that fails its checks reports DOWN
            _ => State is ServerTargetState.Ready,
        };
}

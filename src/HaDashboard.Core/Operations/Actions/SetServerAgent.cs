using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

public enum ServerAgentChange
{
    Enable,
    Disable,
    ForceUp,
    ForceDown,
}

/// <summary>Overrules the agent check of a server that has one.</summary>
public sealed record SetServerAgent(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    ServerAgentChange Change,
    bool OverrideLastServer = false
) : ServerAction(CommandId, UserRole.Admin, Node, Proxy, Server, OverrideLastServer)
{
    public override Message Describe() =>
        Change switch
        {
            ServerAgentChange.Enable => RuntimeTexts.EnableAgentOf(Path, Node),
            ServerAgentChange.Disable => RuntimeTexts.DisableAgentOf(Path, Node),
            ServerAgentChange.ForceUp => RuntimeTexts.ForceAgentUpOf(Path, Node),
            _ => RuntimeTexts.ForceAgentDownOf(Path, Node),
        };

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Agent(Proxy, Server, Change);

    internal override bool TakesOut(int? userWeight, int? configuredWeight) => Change is ServerAgentChange.ForceDown;

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        Change switch
        {
            ServerAgentChange.Enable => now.Administration is { IsAgentEnabled: true },
            ServerAgentChange.Disable => now.Administration is { IsAgentEnabled: false },
            ServerAgentChange.ForceUp => now.Server?.Status.State
                is ServerOperationalState.Up
                    or ServerOperationalState.Drain
                    or ServerOperationalState.NoCheck,
            _ => now.Server?.Status.State is ServerOperationalState.Down,
        };
}

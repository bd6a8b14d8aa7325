using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

public enum ServerHealthChange
{
    EnableChecks,

    /// <summary>The state no longer changes, even if the server fails.</summary>
    DisableChecks,

    /// <summary>Until the next checks have another result.</summary>
    ForceUp,

    /// <summary>NOLB: no new session, until the next checks have another result.</summary>
    ForceStopping,

    /// <summary>Until the next checks have another result.</summary>
    ForceDown,
}

/// <summary>Overrules the health checks of a server.</summary>
public sealed record SetServerHealth(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    ServerHealthChange Change,
    bool OverrideLastServer = false
) : ServerAction(CommandId, UserRole.Admin, Node, Proxy, Server, OverrideLastServer)
{
    public override Message Describe() =>
        Change switch
        {
            ServerHealthChange.EnableChecks => RuntimeTexts.EnableChecksOf(Path, Node),
            ServerHealthChange.DisableChecks => RuntimeTexts.DisableChecksOf(Path, Node),
            ServerHealthChange.ForceUp => RuntimeTexts.ForceHealthUpOf(Path, Node),
            ServerHealthChange.ForceStopping => RuntimeTexts.ForceHealthStoppingOf(Path, Node),
            _ => RuntimeTexts.ForceHealthDownOf(Path, Node),
        };

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Health(Proxy, Server, Change);

    internal override bool TakesOut(int? userWeight, int? configuredWeight) =>
        Change is ServerHealthChange.ForceDown or ServerHealthChange.ForceStopping;

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        Change switch
        {
            ServerHealthChange.EnableChecks => now.Administration is { IsChecked: true },
            ServerHealthChange.DisableChecks => now.Administration is { IsChecked: false },
            ServerHealthChange.ForceUp => now.Server?.Status.State
                is ServerOperationalState.Up
                    or ServerOperationalState.Drain
                    or ServerOperationalState.NoCheck,
            ServerHealthChange.ForceStopping => now.Server?.Status.State
                is ServerOperationalState.NoLb
                    or ServerOperationalState.Drain,
            _ => now.Server?.Status.State is ServerOperationalState.Down,
        };
}

using System.Collections.Immutable;
using System.Net;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Finds the runtime changes that a reload reverts, and creates the commands that restore them.</summary>
public static class RuntimeChanges
{
    /// <summary>The command that restores a change; null if there is none.</summary>
    public static RuntimeAction? CommandFor(RuntimeChange change, string id, NodeName node) =>
        (change.Kind, change.Server) switch
        {
            (RuntimeChangeKind.Maintenance, { } server) => new SetServerState(
                id,
                node,
                change.Proxy,
                server,
                ServerTargetState.Maint
            ),
            (RuntimeChangeKind.Drain, { } server) => new SetServerState(
                id,
                node,
                change.Proxy,
                server,
                ServerTargetState.Drain
            ),
            (RuntimeChangeKind.Enabled, { } server) => new SetServerState(
                id,
                node,
                change.Proxy,
                server,
                ServerTargetState.Ready
            ),
            (RuntimeChangeKind.Weight, { } server) => new SetServerWeight(
                id,
                node,
                change.Proxy,
                server,
                WeightChange.Absolute(change.Weight!.Value)
            ),
            (RuntimeChangeKind.ChecksDisabled, { } server) => new SetServerHealth(
                id,
                node,
                change.Proxy,
                server,
                ServerHealthChange.DisableChecks
            ),
            (RuntimeChangeKind.Address, { } server) => IPEndPoint.TryParse(change.Address ?? "", out var address)
                ? new SetServerAddress(id, node, change.Proxy, server, address)
                : null,
            (RuntimeChangeKind.AgentDisabled, { } server) => new SetServerAgent(
                id,
                node,
                change.Proxy,
                server,
                ServerAgentChange.Disable
            ),
            _ => new SetFrontendState(id, node, change.Proxy, FrontendTargetState.Disable),
        };

    /// <summary>
    /// What a reload of the node would undo, according to the last settings read from the running worker; null where there are none. A
    /// server's address is compared where the file was read and gives it as an IP address and port.
    /// </summary>
    public static ImmutableArray<RuntimeChange>? Of(NodeState node)
    {
        if (
            node.HaProxy.Value is not { } reading
            || node.Settings.FreshValue is not { } settings
            || !settings.Worker.IsSameWorker(reading.Process)
        )
        {
            return null;
        }

        return
        [
            .. settings.Servers.SelectMany(Of),
            .. settings
                .Servers.Select(server => MovedFrom(server, node.Configuration.FreshValue?.File))
                .OfType<RuntimeChange>(),
            .. reading
                .Proxies.Where(proxy => proxy.Frontend is { Status: "PAUSED" })
                .Select(proxy => new RuntimeChange(proxy.Name, null, RuntimeChangeKind.FrontendPaused)),
        ];
    }

    private static RuntimeChange? MovedFrom(ServerRuntime server, ConfigurationFile? file)
    {
        string[] kinds = ["backend", "listen"];
        var lines = kinds
            .SelectMany(kind => file?.SectionLines(kind, server.Proxy.Value) ?? [])
            .Where(line => line.Begins("server", server.Server.Value))
            .ToArray();
        // With two lines it depends on a condition (.if) which one HAProxy reads.
        return
            lines is [{ IsConditional: false, Words: [_, _, var said, ..] }]
            && IPEndPoint.TryParse(said, out var at)
            && at.Port != 0
            && server.Address is { } now
            && IPEndPoint.TryParse(now, out var sends)
            && !sends.Equals(at)
            ? new RuntimeChange(server.Proxy, server.Server, RuntimeChangeKind.Address)
            {
                Address = now,
                FileAddress = said,
            }
            : null;
    }

    private static IEnumerable<RuntimeChange> Of(ServerRuntime server)
    {
        var (admin, set) = (server.Administration.Admin, server.Administration);
        RuntimeChange Change(RuntimeChangeKind kind) => new(server.Proxy, server.Server, kind);
        if (set.UserWeight != set.ConfiguredWeight)
        {
            yield return Change(RuntimeChangeKind.Weight) with
            {
                Weight = set.UserWeight,
                FileWeight = set.ConfiguredWeight,
            };
        }

        if (set is { HasCheck: true, IsChecked: false })
        {
            yield return Change(RuntimeChangeKind.ChecksDisabled);
        }

        if (set is { HasAgent: true, IsAgentEnabled: false })
        {
            yield return Change(RuntimeChangeKind.AgentDisabled);
        }

        if (admin.HasFlag(ServerAdminState.ForcedMaintenance) != admin.HasFlag(ServerAdminState.ConfiguredMaintenance))
        {
            yield return Change(
                admin.HasFlag(ServerAdminState.ForcedMaintenance) ? RuntimeChangeKind.Maintenance
                : admin.HasFlag(ServerAdminState.ForcedDrain) ? RuntimeChangeKind.Drain
                : RuntimeChangeKind.Enabled
            );
        }
        else if (admin.HasFlag(ServerAdminState.ForcedDrain))
        {
            yield return Change(RuntimeChangeKind.Drain);
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Commands.Actions;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Commands.Reloads;

public enum RuntimeChangeKind
{
    Maintenance,
    Drain,

    /// <summary>The file says <c>disabled</c>, and somebody enabled it.</summary>
    Enabled,
    Weight,
    ChecksDisabled,
    AgentDisabled,
    FrontendPaused,
}

/// <summary>Something set at run time that the file does not say: a reload undoes it.</summary>
/// <param name="Server">null for a frontend.</param>
/// <param name="Weight">The weight set, with <see cref="RuntimeChangeKind.Weight"/>.</param>
/// <param name="FileWeight">The file's, where known.</param>
public sealed record RuntimeChange(ProxyName Proxy, ServerName? Server, RuntimeChangeKind Kind, int? Weight = null, int? FileWeight = null)
{
    public string Target => Server is null ? $"frontend {Proxy}" : $"{Proxy}/{Server}";

    public string What => Kind switch
    {
        RuntimeChangeKind.Maintenance => "MAINT",
        RuntimeChangeKind.Drain => "DRAIN",
        RuntimeChangeKind.Enabled => "enabled, though the file says disabled",
        RuntimeChangeKind.Weight => string.Create(CultureInfo.InvariantCulture, $"weight {Weight}{(FileWeight is { } weight ? $", the file says {weight}" : "")}"),
        RuntimeChangeKind.ChecksDisabled => "checks disabled",
        RuntimeChangeKind.AgentDisabled => "agent check disabled",
        _ => "paused",
    };

    /// <summary>The command that sets it again.</summary>
    public RuntimeAction ToCommand(string id, NodeName node) => (Kind, Server) switch
    {
        (RuntimeChangeKind.Maintenance, { } server) => new SetServerState(id, node, Proxy, server, ServerTargetState.Maint),
        (RuntimeChangeKind.Drain, { } server) => new SetServerState(id, node, Proxy, server, ServerTargetState.Drain),
        (RuntimeChangeKind.Enabled, { } server) => new SetServerState(id, node, Proxy, server, ServerTargetState.Ready),
        (RuntimeChangeKind.Weight, { } server) => new SetServerWeight(id, node, Proxy, server, WeightChange.Absolute(Weight!.Value)),
        (RuntimeChangeKind.ChecksDisabled, { } server) => new SetServerHealth(id, node, Proxy, server, ServerHealthChange.DisableChecks),
        (RuntimeChangeKind.AgentDisabled, { } server) => new SetServerAgent(id, node, Proxy, server, ServerAgentChange.Disable),
        _ => new SetFrontendState(id, node, Proxy, FrontendTargetState.Disable),
    };

    /// <summary>
    /// What a reload of the node would undo, by what was read last of the worker that runs; null where that was not read. A server's
    /// address set at run time is not told from the file's: it is not among them.
    /// </summary>
    public static ImmutableArray<RuntimeChange>? Of(NodeState node)
    {
        if (node.HaProxy.Value is not { } reading || node.Settings.FreshValue is not { } settings || !settings.Worker.IsSameWorker(reading.Process))
        {
            return null;
        }

        return
        [
            .. settings.Servers.SelectMany(Of),
            .. reading.Proxies.Where(proxy => proxy.Frontend is { Status: "PAUSED" }).Select(proxy => new RuntimeChange(proxy.Name, null, RuntimeChangeKind.FrontendPaused)),
        ];
    }

    private static IEnumerable<RuntimeChange> Of(ServerRuntime server)
    {
        var (admin, set) = (server.Administration.Admin, server.Administration);
        RuntimeChange Change(RuntimeChangeKind kind) => new(server.Proxy, server.Server, kind);
        if (set.UserWeight != set.ConfiguredWeight)
        {
            yield return Change(RuntimeChangeKind.Weight) with { Weight = set.UserWeight, FileWeight = set.ConfiguredWeight };
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
            yield return Change(admin.HasFlag(ServerAdminState.ForcedMaintenance) ? RuntimeChangeKind.Maintenance
                : admin.HasFlag(ServerAdminState.ForcedDrain) ? RuntimeChangeKind.Drain : RuntimeChangeKind.Enabled);
        }
        else if (admin.HasFlag(ServerAdminState.ForcedDrain))
        {
            yield return Change(RuntimeChangeKind.Drain);
        }
    }
}

/// <summary>What became of setting something again.</summary>
public sealed record ReappliedChange(RuntimeChange Change, bool Succeeded, string Summary);

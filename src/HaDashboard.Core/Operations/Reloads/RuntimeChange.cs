using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Core.Operations.Reloads;

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

    /// <summary>Sends to another address than the file says.</summary>
    Address,
}

/// <summary>Something set at run time that the file does not say: a reload undoes it.</summary>
/// <param name="Server">null for a frontend.</param>
/// <param name="Weight">The weight set, with <see cref="RuntimeChangeKind.Weight"/>.</param>
/// <param name="FileWeight">The file's, where known.</param>
public sealed record RuntimeChange(
    ProxyName Proxy,
    ServerName? Server,
    RuntimeChangeKind Kind,
    int? Weight = null,
    int? FileWeight = null
)
{
    /// <summary>Where it sends to now, with <see cref="RuntimeChangeKind.Address"/>.</summary>
    public string? Address { get; init; }

    public string? FileAddress { get; init; }

    public string Target => Server is null ? $"frontend {Proxy}" : $"{Proxy}/{Server}";

    public string What =>
        Kind switch
        {
            RuntimeChangeKind.Maintenance => "MAINT",
            RuntimeChangeKind.Drain => "DRAIN",
            RuntimeChangeKind.Enabled => "enabled, though the file says disabled",
            RuntimeChangeKind.Weight => string.Create(
                CultureInfo.InvariantCulture,
                $"weight {Weight}{(FileWeight is { } weight ? $", the file says {weight}" : "")}"
            ),
            RuntimeChangeKind.ChecksDisabled => "checks disabled",
            RuntimeChangeKind.AgentDisabled => "agent check disabled",
            RuntimeChangeKind.Address => $"address {Address}, the file says {FileAddress}",
            _ => "paused",
        };

    /// <summary>The command that sets it again; null where there is none.</summary>
    public RuntimeAction? ToCommand(string id, NodeName node) =>
        (Kind, Server) switch
        {
            (RuntimeChangeKind.Maintenance, { } server) => new SetServerState(
                id,
                node,
                Proxy,
                server,
                ServerTargetState.Maint
            ),
            (RuntimeChangeKind.Drain, { } server) => new SetServerState(
                id,
                node,
                Proxy,
                server,
                ServerTargetState.Drain
            ),
            (RuntimeChangeKind.Enabled, { } server) => new SetServerState(
                id,
                node,
                Proxy,
                server,
                ServerTargetState.Ready
            ),
            (RuntimeChangeKind.Weight, { } server) => new SetServerWeight(
                id,
                node,
                Proxy,
                server,
                WeightChange.Absolute(Weight!.Value)
            ),
            (RuntimeChangeKind.ChecksDisabled, { } server) => new SetServerHealth(
                id,
                node,
                Proxy,
                server,
                ServerHealthChange.DisableChecks
            ),
            (RuntimeChangeKind.Address, { } server) => IPEndPoint.TryParse(Address ?? "", out var address)
                ? new SetServerAddress(id, node, Proxy, server, address)
                : null,
            (RuntimeChangeKind.AgentDisabled, { } server) => new SetServerAgent(
                id,
                node,
                Proxy,
                server,
                ServerAgentChange.Disable
            ),
            _ => new SetFrontendState(id, node, Proxy, FrontendTargetState.Disable),
        };

    /// <summary>
    /// What a reload of the node would undo, by what was read last of the worker that runs; null where that was not read. A server's
    /// address is compared where the file was read and names it as an IP address and port.
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
        string[] sections = [$"backend {server.Proxy}", $"listen {server.Proxy}"];
        var start = $"    server {server.Server} ";
        var line = sections
            .SelectMany(heading => file?.Section(heading) ?? [])
            .FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        return
            line?[start.Length..].Split(' ')[0] is { } said
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

/// <summary>What became of setting something again.</summary>
public sealed record ReappliedChange(RuntimeChange Change, bool Succeeded, string Summary);

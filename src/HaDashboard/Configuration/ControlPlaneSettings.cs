using System.Collections.Immutable;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Configuration;

/// <summary>The loopback ports of the control-plane components, as kubeadm sets them up on each node.</summary>
/// <param name="IsProbed">False: none of the ports is probed.</param>
public sealed record ControlPlaneSettings(
    Uri EtcdMetrics,
    Uri ApiServer,
    Uri ControllerManager,
    Uri Scheduler,
    Uri LocalEndpoint,
    bool IsProbed
)
{
    /// <summary>Command lines that print a component's log on its master; none by default.</summary>
    public ImmutableDictionary<NodeLog, string> LogCommands { get; init; } = ImmutableDictionary<NodeLog, string>.Empty;

    internal static ControlPlaneSettings Read(SettingsReader reader) =>
        new(
            Loopback(reader, "EtcdMetrics", "http://127.0.0.1:2381"),
            Loopback(reader, "ApiServer", "https://127.0.0.1:6443"),
            Loopback(reader, "ControllerManager", "https://127.0.0.1:10257"),
            Loopback(reader, "Scheduler", "https://127.0.0.1:10259"),
            Loopback(reader, "LocalEndpoint", "https://127.0.0.1:5443"),
            reader.Flag("Enabled", true)
        )
        {
            LogCommands = reader.Section("LogCommands", ReadLogCommands),
        };

    private static ImmutableDictionary<NodeLog, string> ReadLogCommands(SettingsReader reader)
    {
        (NodeLog Log, string? Line)[] read =
        [
            (NodeLog.Etcd, reader.CommandLine("Etcd")),
            (NodeLog.ApiServer, reader.CommandLine("ApiServer")),
            (NodeLog.ControllerManager, reader.CommandLine("ControllerManager")),
            (NodeLog.Scheduler, reader.CommandLine("Scheduler")),
        ];
        return read.Where(command => command.Line is not null)
            .ToImmutableDictionary(command => command.Log, command => command.Line!);
    }

    private static Uri Loopback(SettingsReader reader, string name, string fallback)
    {
        var url = reader.Url(name, fallback, "http", "https") ?? new Uri(fallback);
        if (!url.IsLoopback || url.HostNameType is UriHostNameType.IPv6)
        {
            reader.Problem(
                name,
                $"'{url.Host}' is not the node's IPv4 loopback address",
                $"Give the address that the node itself uses, for example {fallback}"
            );
        }

        return url;
    }
}

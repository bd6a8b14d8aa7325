using System.Globalization;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>The readings of a node for the topology doctor: the configured commands, and what the SSH key may do.</summary>
internal static class DoctorReadings
{
    internal static IEnumerable<SourceReader> Of(
        HaProxyNodeOptions node,
        NodeConnection connection,
        TimeSpan timeout,
        TimeProvider time
    )
    {
        CommandReading<T> Reading<T>(SourceDescriptor<T> source, string command, Func<CommandAnswer, T?> parse)
            where T : class => new(source, connection, command, timeout, time, parse);

        if (node.UnitCommand is { } unit)
        {
            yield return Reading(SourceCatalogue.HaProxyUnit, unit, answer => HaProxyUnit.Parse(answer.Output));
        }

        if (node.KubeconfigCommand is { } kubeconfig)
        {
            yield return Reading(SourceCatalogue.Kubeconfigs, kubeconfig, ServersOf);
        }

        if (node.ClockCommand is { } clock)
        {
            yield return Reading(SourceCatalogue.Clock, clock, ClockOf);
        }

        if (node.LoadCommand is { } load)
        {
            yield return Reading(SourceCatalogue.NodeLoad, load, answer => NodeLoadParser.Parse(answer.Output));
        }

        yield return new KeyReading(connection, node.Socket, node.HasKey, timeout, time);
    }

    private static KubeconfigServers? ServersOf(CommandAnswer answer)
    {
        var read = KubeconfigServers.Parse(answer.Output);
        return read is { All.IsEmpty: false } ? read : null;
    }

    // Seconds since 1970, with as many decimals as date prints. Each missing decimal makes the clock's possible range ten times wider.
    private static ClockBounds? ClockOf(CommandAnswer answer)
    {
        var text = answer.Output.Trim();
        var decimals = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot
            ? Math.Min(text.Length - dot - 1, 7)
            : 0;
        return
            text.Length is > 0 and < 40
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 100_000_000_000
            ? ClockBounds.Of(
                DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)),
                TimeSpan.FromSeconds(Math.Pow(10, -decimals)),
                answer.AskedAt,
                answer.AnsweredAt
            )
            : null;
    }
}

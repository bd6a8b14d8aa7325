using System.Globalization;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>What the topology doctor asks of a node: the configured lines that there are, and what the key may do.</summary>
internal static class DoctorReadings
{
    internal static IEnumerable<INodeReading> Of(
        HaProxyNodeOptions node,
        NodeConnection connection,
        TimeSpan timeout,
        TimeProvider time
    )
    {
        if (node.UnitCommand is { } unit)
        {
            yield return new DoctorCommandReading(SourceKind.HaProxyUnit, connection, unit, timeout, time, answer =>
                HaProxyUnit.Parse(answer.Output) is { } read
                    ? new UnitObserved(connection.Node, read, answer.Heard)
                    : null
            );
        }

        if (node.KubeconfigCommand is { } kubeconfig)
        {
            yield return new DoctorCommandReading(
                SourceKind.Kubeconfigs,
                connection,
                kubeconfig,
                timeout,
                time,
                answer =>
                    KubeconfigServers.Parse(answer.Output) is { All.IsEmpty: false } read
                        ? new KubeconfigsObserved(connection.Node, read, answer.Heard)
                        : null
            );
        }

        if (node.ClockCommand is { } clock)
        {
            yield return new DoctorCommandReading(SourceKind.Clock, connection, clock, timeout, time, answer =>
                ClockOf(answer) is { } read ? new ClockObserved(connection.Node, read, answer.Heard) : null
            );
        }

        yield return new KeyReading(connection, node.Socket, node.HasKey, timeout, time);
    }

    // Seconds since 1970, with as many decimals as date has: each that is missing leaves so much open.
    private static ClockBounds? ClockOf(DoctorAnswer answer)
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
                answer.Asked,
                answer.Heard
            )
            : null;
    }
}

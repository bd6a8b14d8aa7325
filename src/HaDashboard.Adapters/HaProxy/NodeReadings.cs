using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Owns the loops of what changes seldom: the processes, what is set of the servers, the file.</summary>
internal sealed class NodeReadings : BackgroundService, IPollSignal
{
    private readonly ImmutableArray<NodeReadingLoop> _loops;
    private readonly HaProxyPolling _polling;

    public NodeReadings(
        ImmutableArray<HaProxyNodeOptions> nodes,
        HaProxyPolling polling,
        TimeSpan timeout,
        Func<NodeName, NodeConnection> connections,
        IObservationSink sink,
        TimeProvider time,
        ILogger<NodeReadingLoop> logger
    )
    {
        _polling = polling;
        _loops =
        [
            .. nodes.SelectMany(
                (node, i) =>
                    ReadingsOf(node, connections(node.Node), timeout, time)
                        .Select(
                            (reading, j) =>
                                new NodeReadingLoop(
                                    reading,
                                    TimeSpan.FromMilliseconds(500 + (100 * j) + (130 * i)),
                                    sink,
                                    time,
                                    logger
                                )
                        )
            ),
        ];
        polling.NewWorkerSeen += ReadNow;
    }

    /// <summary>Something was done there: all that may show it is asked again.</summary>
    public void PollNow(NodeName node)
    {
        _polling.PollNow(node);
        ReadNow(node);
    }

    public override void Dispose()
    {
        _polling.NewWorkerSeen -= ReadNow;
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_loops.Select(loop => loop.RunAsync(stoppingToken)));

    private void ReadNow(NodeName node)
    {
        foreach (var loop in _loops)
        {
            if (loop.Node == node && loop.IsWoken)
            {
                loop.ReadNow();
            }
        }
    }

    private static IEnumerable<INodeReading> ReadingsOf(
        HaProxyNodeOptions node,
        NodeConnection connection,
        TimeSpan timeout,
        TimeProvider time
    )
    {
        yield return new SettingsReading(connection, node.Socket, timeout, time);
        if (node.ReadConfigCommand is { } command)
        {
            yield return new ConfigurationReading(connection, command, timeout * 2, time);
        }

        if (node.MasterSocket is { } socket)
        {
            yield return new MasterReading(connection, socket, timeout, time);
        }

        foreach (var reading in DoctorReadings.Of(node, connection, timeout * 2, time))
        {
            yield return reading;
        }
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy.Polling;

/// <summary>Owns the polls of all nodes, spread evenly over the interval.</summary>
internal sealed class HaProxyPolling : BackgroundService, IPollSignal
{
    private readonly FrozenDictionary<NodeName, SourceLoop> _loops;

    public HaProxyPolling(
        ImmutableArray<HaProxyNodeOptions> nodes,
        PollingOptions polling,
        Func<NodeName, NodeConnection> connections,
        IObservationSink sink,
        TimeProvider time,
        ILogger<SourceLoop> logger
    )
    {
        var watched = nodes.Where(node => node.HasHaProxy).ToArray();
        SourceLoop LoopOf(HaProxyNodeOptions node, int index)
        {
            var source = new HaProxySource(connections(node.Node), node.Socket, polling.Timeout, time, logger)
            {
                NewWorkerSeen = name => NewWorkerSeen?.Invoke(name),
            };
            var timing = new SourceTiming(polling.Interval) { Phase = polling.Interval * index / watched.Length };
            return new SourceLoop(source, timing, sink, time, logger);
        }

        _loops = watched.Select(LoopOf).ToFrozenDictionary(loop => loop.Source.Node!);
    }

    /// <summary>A new worker answered on that node.</summary>
    internal event Action<NodeName>? NewWorkerSeen;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var loop in _loops.Values)
        {
            loop.Arm();
        }

        return base.StartAsync(cancellationToken);
    }

    public void PollNow(NodeName node) => _loops.GetValueOrDefault(node)?.WakeUp();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_loops.Values.Select(loop => loop.RunAsync(stoppingToken)));
}

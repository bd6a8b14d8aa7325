using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Owns the loops of all nodes, spread evenly over the interval.</summary>
internal sealed class HaProxyPolling : BackgroundService, IPollSignal
{
    /// <summary>A worker other than before answered on that node.</summary>
    internal event Action<NodeName>? NewWorkerSeen;

    private readonly FrozenDictionary<NodeName, HaProxyPoller> _pollers;

    public HaProxyPolling(
        ImmutableArray<HaProxyNodeOptions> nodes,
        PollingOptions polling,
        Func<NodeName, NodeConnection> connections,
        IObservationSink sink,
        TimeProvider time,
        ILogger<HaProxyPoller> logger
    ) =>
        _pollers = nodes
            .Select(
                (node, i) =>
                    new HaProxyPoller(
                        connections(node.Node),
                        node.Socket,
                        polling,
                        polling.Interval * i / nodes.Length,
                        sink,
                        time,
                        logger
                    )
                    {
                        NewWorkerSeen = name => NewWorkerSeen?.Invoke(name),
                    }
            )
            .ToFrozenDictionary(poller => poller.Node);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var poller in _pollers.Values)
        {
            poller.Arm();
        }

        return base.StartAsync(cancellationToken);
    }

    public void PollNow(NodeName node) => _pollers.GetValueOrDefault(node)?.PollNow();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_pollers.Values.Select(poller => poller.RunAsync(stoppingToken)));
}

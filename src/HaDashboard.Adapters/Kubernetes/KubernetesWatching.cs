using HaDashboard.Core.Facts.Observations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Owns the loops of this room: the watch of nodes, the watch of pods, the heartbeat that vouches for both.</summary>
internal sealed class KubernetesWatching(
    KubernetesOptions options,
    TimeSpan timeout,
    ApiRoute route,
    IObservationSink sink,
    WatchTiming timing,
    TimeProvider time,
    ILogger<KubernetesWatching> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IResourceWatcher[] watchers =
        [
            new ResourceWatcher<Core.Facts.Kubernetes.Node>(WatchedResources.Nodes, route, sink, timing, time, logger),
            new ResourceWatcher<Core.Facts.Kubernetes.Pod>(
                WatchedResources.Pods(options.Namespace),
                route,
                sink,
                timing,
                time,
                logger
            ),
        ];
        var heartbeat = new Heartbeat(route, watchers, sink, options.HeartbeatInterval, timeout, time, logger);
        var leases = options.LeaseInterval is { } interval
            ? new LeaseReader(options.Namespace, route, sink, interval, timeout, time, logger).RunAsync(stoppingToken)
            : Task.CompletedTask;
        var nodeLeases = options.NodeLeaseInterval is { } pause
            ? new NodeLeaseReader(
                [.. options.Masters.Select(master => master.Name)],
                route,
                sink,
                pause,
                timeout,
                time,
                logger
            ).RunAsync(stoppingToken)
            : Task.CompletedTask;
        var setup = options.ReadsSetup
            ? new SetupReader(options.Namespace, route, sink, timeout, time).RunAsync(stoppingToken)
            : Task.CompletedTask;
        return Task.WhenAll([
            heartbeat.RunAsync(stoppingToken),
            leases,
            nodeLeases,
            setup,
            .. watchers.Select(watcher => watcher.RunAsync(stoppingToken)),
        ]);
    }
}

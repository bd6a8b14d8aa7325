using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Configuration;
using HaDashboard.Adapters.Kubernetes.Leases;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Owns the loops of the Kubernetes source: the watch of nodes, the watch of pods, and the heartbeat that confirms both.</summary>
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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A plugin of the kubeconfig needs a second or two for its first token; that is no failure of the source.
        await route.ReadyAsync(stoppingToken);
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
        await Task.WhenAll([
            heartbeat.RunAsync(stoppingToken),
            .. watchers.Select(watcher => watcher.RunAsync(stoppingToken)),
            .. ReadersOf(options, route, timeout, time).Select(reader => LoopOf(reader).RunAsync(stoppingToken)),
        ]);
    }

    /// <summary>One reader for each configured source that is read instead of watched.</summary>
    internal static IEnumerable<SourceReader> ReadersOf(
        KubernetesOptions options,
        ApiRoute route,
        TimeSpan timeout,
        TimeProvider time
    )
    {
        if (options.LeaseInterval is not null)
        {
            yield return new LeaseReader(options.Namespace, route, timeout, time);
        }

        if (options.NodeLeaseInterval is not null)
        {
            var masters = options.Masters.Select(master => master.Name);
            yield return new NodeLeaseReader([.. masters], route, timeout, time);
        }

        if (options.ReadsSetup)
        {
            yield return new KubeadmConfigReader(options.Namespace, route, timeout, time);
            yield return new KubeProxyConfigReader(options.Namespace, route, timeout, time);
        }
    }

    private SourceLoop LoopOf(SourceReader reader)
    {
        var source = SourceCatalogue.Of(reader.Source.Kind);
        var configured =
            source == SourceCatalogue.KubernetesLeases ? options.LeaseInterval
            : source == SourceCatalogue.KubernetesNodeLeases ? options.NodeLeaseInterval
            : null;
        return new SourceLoop(reader, new SourceTiming(configured ?? source.Interval!.Value), sink, time, logger);
    }
}

using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Owns the loops: one per node and kind of probe, so that a probe that hangs delays no other.</summary>
internal sealed class ControlPlaneProbing(
    ControlPlaneOptions options,
    NodeConnections connections,
    IClusterTrustSource trust,
    IClusterFeed feed,
    IObservationSink sink,
    TimeProvider time,
    ILogger<SourceLoop> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([
            .. from node in options.Nodes
            let tools = new ProbeTools(node, connections.For(node.Name), options, trust, time, feed)
            from probe in ReadersOf(tools)
            select Loop(probe, options.Nodes.IndexOf(node)).RunAsync(stoppingToken),
            .. ReadersOfCluster(options, trust, feed, time)
                .Select(probe => Loop(probe, options.Nodes.Length).RunAsync(stoppingToken)),
        ]);

    /// <summary>The readers that belong to no node.</summary>
    internal static IEnumerable<SourceReader> ReadersOfCluster(
        ControlPlaneOptions options,
        IClusterTrustSource trust,
        IClusterFeed feed,
        TimeProvider time
    )
    {
        if (feed.Current.Snapshot.Inventory.Endpoints.SharedChoice is not EndpointChoice.Off)
        {
            yield return EndpointProber.FromHere(EndpointTools.Here(options, trust, feed, time));
        }
    }

    internal static IEnumerable<SourceReader> ReadersOf(ProbeTools tools)
    {
        if (
            tools.Node.Has(SourceCatalogue.LocalEndpoint)
            && tools.Snapshot.Inventory.Endpoints.LocalChoice is not EndpointChoice.Off
        )
        {
            yield return EndpointProber.Local(tools);
        }

        if (tools.Snapshot.Inventory.Endpoints.SharedChoice is not EndpointChoice.Off)
        {
            yield return EndpointProber.Shared(tools);
        }

        if (tools.Node.Role is not NodeRole.Master)
        {
            yield break;
        }

        yield return new EtcdProber(tools);
        yield return new ApiServerProber(tools);
        yield return new ApiServerRequestsProber(tools);
        yield return new ComponentProber(
            tools,
            ControlPlaneComponent.ControllerManager,
            SourceCatalogue.ControllerManager
        );
        yield return new ComponentProber(tools, ControlPlaneComponent.Scheduler, SourceCatalogue.Scheduler);
        yield return new CertificateReader(tools);
        if (!tools.Node.Doctor.HasFlag(DoctorCommands.Clock))
        {
            yield return new ClockProber(tools); // a configured command that prints the time is more exact
        }
    }

    private SourceLoop Loop(SourceReader probe, int place)
    {
        var kind = probe.Source.Kind;
        var interval = options.Schedule.IntervalOf(SourceCatalogue.Of(kind))!.Value;
        var timing = new SourceTiming(interval)
        {
            Timeout = options.Timeout,
            Phase = TimeSpan.FromMilliseconds(100) * ((int)kind + place), // spreads the probes over time
        };
        return new SourceLoop(probe, timing, sink, time, logger);
    }
}

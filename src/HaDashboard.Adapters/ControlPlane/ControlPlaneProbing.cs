using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Owns the loops: one per node and kind of probe, so that one that hangs delays no other.</summary>
internal sealed class ControlPlaneProbing(
    ControlPlaneOptions options,
    NodeConnections connections,
    CachedTrust trust,
    IObservationSink sink,
    TimeProvider time,
    ILogger<ProbeLoop> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            from node in options.Nodes
            let tools = new ProbeTools(node, connections.For(node.Name), options, trust, time)
            from probe in ProbesOf(tools)
            select Loop(probe, tools).RunAsync(stoppingToken)
        );

    internal static IEnumerable<IProbe> ProbesOf(ProbeTools tools)
    {
        var options = tools.Options;
        return tools.Node.Role is NodeRole.Master
            ?
            [
                new EtcdProber(tools),
                new ApiServerProber(tools),
                new ApiServerRequestsProber(tools),
                new LocalEndpointProber(tools),
                new ComponentProber(
                    tools,
                    ControlPlaneComponent.ControllerManager,
                    options.ControllerManager,
                    options.OldControllerManager
                ),
                new ComponentProber(tools, ControlPlaneComponent.Scheduler, options.Scheduler, options.OldScheduler),
                new CertificateReader(tools),
                .. tools.Node.Doctor.HasFlag(DoctorCommands.Clock) ? [] : new IProbe[] { new ClockProber(tools) },
            ]
            : [new LocalEndpointProber(tools)];
    }

    private ProbeLoop Loop(IProbe probe, ProbeTools tools)
    {
        var interval = options.Schedule.IntervalOf(probe.Source.Kind) ?? TimeSpan.FromSeconds(10);
        var phase = TimeSpan.FromMilliseconds(100) * ((int)probe.Source.Kind + options.Nodes.IndexOf(tools.Node)); // not all in the same instant
        return new ProbeLoop(probe, tools.Connection, interval, options.Timeout, phase, sink, time, logger);
    }
}

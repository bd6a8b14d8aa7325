using System.Globalization;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>One probe, tried once.</summary>
public sealed record ControlPlaneCheckResult(NodeName Node, string What, bool Ok, string Message, FailureKind? Kind);

/// <summary>Tries every probe of every node once, for <c>--check</c>. What is asked is whether it answers; that it is well is for the dashboard to say.</summary>
public sealed class ControlPlaneCheck(
    ControlPlaneOptions options,
    NodeConnections connections,
    IClusterTrustSource trust,
    TimeProvider time
)
{
    public async Task<IReadOnlyList<ControlPlaneCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var cached = new CachedTrust(trust, time);
        var nodes = await Task.WhenAll(
            options.Nodes.Select(node =>
                CheckAsync(new ProbeTools(node, connections.For(node.Name), options, cached, time), cancellationToken)
            )
        );
        return [.. nodes.SelectMany(results => results)];
    }

    private async Task<ControlPlaneCheckResult[]> CheckAsync(ProbeTools tools, CancellationToken cancellationToken) =>
        await Task.WhenAll(
            ControlPlaneProbing.ProbesOf(tools).Select(probe => TryAsync(probe, tools.Node.Name, cancellationToken))
        );

    private async Task<ControlPlaneCheckResult> TryAsync(IProbe probe, NodeName node, CancellationToken stop)
    {
        using var _ = probe;
        var what = WordOf(probe.Source.Kind);
        using var timer = new CancellationTokenSource(options.Timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return new ControlPlaneCheckResult(
                node,
                what,
                Ok: true,
                Describe(await probe.ProbeAsync(deadline.Token)),
                null
            );
        }
        catch (SourceFailureException failure)
        {
            return new ControlPlaneCheckResult(node, what, Ok: false, failure.ToFailure().Message, failure.Kind);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new ControlPlaneCheckResult(
                node,
                what,
                Ok: false,
                string.Create(CultureInfo.InvariantCulture, $"no answer in {options.Timeout.TotalSeconds:0.#} s"),
                FailureKind.PortSilent
            );
        }
    }

    private static string WordOf(SourceKind kind) =>
        kind switch
        {
            SourceKind.Etcd => "etcd",
            SourceKind.ApiServer => "apiserver",
            SourceKind.ControllerManager => "controller-manager",
            SourceKind.Scheduler => "scheduler",
            SourceKind.LocalEndpoint => "local endpoint",
            _ => "certificates",
        };

    private static string Describe(Observation observation) =>
        observation switch
        {
            EtcdObserved { Member: { Witness: EtcdWitness.ApiServer } m } =>
                $"no metrics port; by the apiserver beside it: {(m.Healthy ? "healthy" : "unhealthy")}",
            EtcdObserved { Member: var m } =>
                $"{m.Version}, {(m.Healthy ? "healthy" : "unhealthy")}, {(m.IsLeader == true ? "leader" : "follower")}",
            ApiServerObserved { Probe: var p } =>
                $"{p.Version ?? "version unknown"}, live {Word(p.Live)}, ready {Word(p.Ready)}, server {Identity(p.Identity)}",
            ComponentObserved { Probe: var p } =>
                $"{p.Endpoint}, health {Word(p.Health)}, server {Identity(p.Identity)}",
            LocalEndpointObserved { Probe: var p } => string.Create(
                CultureInfo.InvariantCulture,
                $"{p.Succeeded} of {p.Attempts.Length} connections answered, server {Identity(p.Identity)}"
            ),
            CertificatesObserved { Certificates: var c } => string.Join(
                ", ",
                c.All.Select(one =>
                    string.Create(CultureInfo.InvariantCulture, $"{one.Owner} until {one.NotAfter:yyyy-MM-dd}")
                )
            ),
            _ => "answers",
        };

    private static string Word(HealthAnswer health) =>
        health.Ok switch
        {
            true => "yes",
            false => "no",
            _ => "not told",
        };

    private static string Identity(ServerIdentity identity) =>
        identity switch
        {
            ServerIdentity.Verified => "verified",
            ServerIdentity.Inspected => "not verified",
            _ => "without TLS",
        };
}

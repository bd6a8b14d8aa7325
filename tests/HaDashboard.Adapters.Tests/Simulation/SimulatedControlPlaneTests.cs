using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Cluster;
using HaDashboard.Tests;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

/// <summary>Runs the probers for real clusters against the ports of the simulated cluster.</summary>
public sealed class SimulatedControlPlaneTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClusterWithoutFaults_IsHealthy_WithVerifiedCertificates()
    {
        await using var cluster = await StartAsync();
        var etcd = await EtcdAsync(cluster, "k8smaster1");
        var api = await AskAsync<ApiServerProbe>(cluster, "k8smaster2", tools => new ApiServerProber(tools));
        var way = await AskAsync<EndpointProbe>(cluster, "k8sworker1", EndpointProber.Local);
        var certificates = (
            await AskAsync<ServingCertificates>(cluster, "k8smaster3", tools => new CertificateReader(tools))
        );

        Assert.Equal((true, true, true, "3.4.13"), (etcd.Healthy, etcd.HasLeader, etcd.IsLeader, etcd.Version));
        Assert.Equal((true, true, ServerIdentity.Verified), (api.Live.Ok, api.Ready.Ok, api.Identity));
        Assert.Equal(["k8smaster1", "k8smaster2", "k8smaster3"], way.Attempts.Select(a => a.AnsweredBy?.Value).Order());
        Assert.Equal(
            ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
            certificates.All.Select(c => c.Owner).Order()
        );
        Assert.All(certificates.All, c => Assert.Empty(c.Missing));
    }

    [Fact]
    public async Task MasterClock_IsMeasuredFromDateHeader_MorePreciselyWithEveryReading()
    {
        await using var cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions
            {
                ControlPlane = true,
                ClockSkews = new Dictionary<string, TimeSpan> { ["k8smaster2"] = TimeSpan.FromSeconds(7.3) },
            },
            TimeProvider.System,
            Cancelled
        );
        await using var connections = Connections(cluster);
        await using var probe = new ClockProber(Tools(cluster, connections, "k8smaster2"));
        var first = (await probe.ReadAsync(Cancelled));
        var then = first;
        for (var look = 0; look < 3; look++)
        {
            then = (await probe.ReadAsync(Cancelled));
        }

        // On a slow machine the bounds are wider, but still correct, and a later reading never makes them wider.
        Assert.InRange(TimeSpan.FromSeconds(7.3), first.Least, first.Most);
        Assert.InRange(TimeSpan.FromSeconds(7.3), then.Least, then.Most);
        Assert.True(then.Width <= first.Width + TimeSpan.FromMilliseconds(50), $"{first} {then}");
    }

    [Fact]
    public async Task EtcdMemberStop_ItsApiServerFails_AndAnotherMemberBecomesLeader()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("pod-crash.etcd.k8smaster1");

        Assert.Equal(
            FailureKind.PortClosed,
            (await Assert.ThrowsAsync<SourceFailureException>(() => EtcdAsync(cluster, "k8smaster1"))).Kind
        );
        var api = (await AskAsync<ApiServerProbe>(cluster, "k8smaster1", tools => new ApiServerProber(tools)));
        Assert.Equal((false, (int?)500), (api.Live.Ok, api.Live.Status));
        Assert.Equal(["etcd"], api.Ready.FailedChecks);
        Assert.Equal(
            (true, true),
            ((await EtcdAsync(cluster, "k8smaster2")).IsLeader, (await EtcdAsync(cluster, "k8smaster3")).Healthy)
        );

        await cluster.PlayAsync("pod-crash.etcd.k8smaster3");
        var last = await EtcdAsync(cluster, "k8smaster2");
        Assert.Equal((false, false, false), (last.Healthy, last.HasLeader, last.IsLeader));
    }

    [Fact]
    public async Task ApiServerHang_DoesNotRespond_AndOneThirdOfConnectionsFails()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("apiserver-hang.k8smaster3");

        var way = (await AskAsync<EndpointProbe>(cluster, "k8sworker2", EndpointProber.Local));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AskAsync<ApiServerProbe>(cluster, "k8smaster3", tools => new ApiServerProber(tools))
        );

        Assert.Equal((2, 1), (way.Succeeded, way.Failed));
    }

    [Fact]
    public async Task UnreachableNode_AllProbesFail()
    {
        await using var cluster = await StartAsync();
        await using var connections = Connections(cluster);
        await connections.For(NodeName.Parse("k8smaster2")).ProveAsync(Cancelled);
        await cluster.PlayAsync("socket-hang.k8smaster2");

        Assert.Equal(
            FailureKind.Timeout,
            (
                await Assert.ThrowsAsync<SourceFailureException>(() =>
                    connections.For(NodeName.Parse("k8smaster2")).ProveAsync(Cancelled)
                )
            ).Kind
        );
    }

    [Fact]
    public async Task SchedulerCrash_PortIsClosed()
    {
        await using var cluster = await StartAsync();
        await cluster.PlayAsync("pod-crash.kube-scheduler.k8smaster1");

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            AskAsync<ComponentProbe>(cluster, "k8smaster1", tools => new ComponentProber(
                tools,
                ControlPlaneComponent.Scheduler,
                SourceCatalogue.Scheduler
            ))
        );

        Assert.Equal(FailureKind.PortClosed, failure.Kind);
    }

    private static async Task<EtcdMember> EtcdAsync(SimulatedCluster cluster, string node) =>
        (await AskAsync<EtcdMember>(cluster, node, tools => new EtcdProber(tools)));

    private static async Task<T> AskAsync<T>(
        SimulatedCluster cluster,
        string node,
        Func<ProbeTools, ValueReader<T>> make
    )
        where T : class
    {
        await using var connections = Connections(cluster);
        await using var probe = make(Tools(cluster, connections, node));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        return await probe.ReadAsync(deadline.Token);
    }

    private static ProbeTools Tools(SimulatedCluster cluster, NodeConnections connections, string node)
    {
        var inventory = cluster.Nodes.Select(Inventory).ToArray();
        var options = new ControlPlaneOptions
        {
            Nodes = [.. inventory],
            Schedule = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(8) },
        };
        return new ProbeTools(
            inventory.First(n => n.Name.Value == node),
            connections.For(NodeName.Parse(node)),
            options,
            new Authority(cluster.Authority!),
            TimeProvider.System,
            FixedFeed.Of(inventory)
        );
    }

    private static NodeConnections Connections(SimulatedCluster cluster) =>
        new(
            [
                .. cluster.Nodes.Select(n => new NodeOptions(
                    NodeName.Parse(n.Name),
                    NodeTransport.UnixSocket,
                    n.Address,
                    null,
                    TimeSpan.FromSeconds(8)
                )
                {
                    Ports = target => target.IsOn(n.Address) ? cluster.Port(n.Name, target.Port) : null,
                }),
            ],
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SshNodeConnection>.Instance
        );

    private static InventoryNode Inventory(SimulatedNode node) =>
        new(NodeName.Parse(node.Name), node.IsMaster ? NodeRole.Master : NodeRole.Worker, node.Address)
        {
            Components = new ComponentUrls(
                new Uri("http://127.0.0.1:2381"),
                new Uri("https://127.0.0.1:6443"),
                new Uri("https://127.0.0.1:10257"),
                new Uri("https://127.0.0.1:10259")
            ),
        };

    private static Task<SimulatedCluster> StartAsync() =>
        SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { ControlPlane = true },
            TimeProvider.System,
            Cancelled
        );

    private sealed class Authority(X509Certificate2 root) : IClusterTrustSource
    {
        public ClusterTrust Current => ClusterTrust.None with { Roots = [root] };
    }
}

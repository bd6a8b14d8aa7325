using HaDashboard.Clusters;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using HaDashboard.Simulation.Cluster;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Clusters;

/// <summary>Several clusters in one process: the same node names, nothing shared.</summary>
public sealed class ClusterRuntimeTests
{
    private static readonly NodeName Node = NodeName.Parse("k8smaster1");

    [Fact]
    public async Task TwoClusters_WithEqualNodeNames_DoNotTouchEachOther()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var folder = new TestFolder();
        await using var host = Host(("first", Settings(first, folder)), ("second", Settings(second, folder)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var (one, two) = (host.Cluster("first"), host.Cluster("second"));
        await WaitAsync(one, AllServersAreChecked);
        await WaitAsync(two, AllServersAreChecked);

        var (refusal, outcome) = await one.Get<CommandGate>()
            .ExecuteAsync(
                new SetServerState(
                    "a-test",
                    Node,
                    ProxyName.Parse("api-backend"),
                    ServerName.Parse("master2"),
                    ServerTargetState.Maint
                ),
                TestHost.Operator,
                "a test",
                TestContext.Current.CancellationToken
            );

        Assert.Null(refusal);
        Assert.True(outcome!.Succeeded, outcome.Summary);
        await WaitAsync(one, view => StateOf(view, "master2") is ServerOperationalState.Maint);
        var polledBefore = PolledAt(two);
        await WaitAsync(two, view => PolledAt(view) > polledBefore);
        Assert.Equal(ServerOperationalState.Up, StateOf(two.Get<IClusterFeed>().Current, "master2"));
        Assert.Single(one.Get<IClusterFeed>().Current.Snapshot.Orders);
        Assert.Empty(two.Get<IClusterFeed>().Current.Snapshot.Orders);
    }

    [Fact]
    public async Task AClusterThatStops_LeavesTheOtherRunning()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var folder = new TestFolder();
        await using var host = Host(("first", Settings(first, folder)), ("second", Settings(second, folder)));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await WaitAsync(host.Cluster("first"), AllServersAreChecked);
        await WaitAsync(host.Cluster("second"), AllServersAreChecked);

        await host.Cluster("first").StopAsync(TestContext.Current.CancellationToken);

        var polledBefore = PolledAt(host.Cluster("second"));
        await WaitAsync(host.Cluster("second"), view => PolledAt(view) > polledBefore);
    }

    [Fact]
    public void TwoClusters_OfOneName_AreRefused()
    {
        var services = TestHost
            .Services()
            .AddCluster("same", _ => { })
            .AddCluster("same", _ => { })
            .BuildServiceProvider();

        var exception = Assert.Throws<ArgumentException>(services.GetRequiredService<ClusterRegistry>);

        Assert.Contains("same name", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APartThatFails_StopsTheProgram()
    {
        await using var host = new TestHost(
            TestHost.Services().AddCluster("broken", cluster => cluster.AddHostedService<FailingPart>())
        );

        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.Stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TheDefault_IsTheFirst_AndAnUnknownNameIsNotFound()
    {
        await using var host = new TestHost(TestHost.Services().AddCluster("a", _ => { }).AddCluster("b", _ => { }));

        Assert.Equal("a", host.Registry.Default.Name);
        Assert.Equal("b", host.Registry.Find("b")!.Name);
        Assert.Null(host.Registry.Find("c"));
    }

    private static Task<SimulatedCluster> StartAsync() =>
        SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Workers = 1 },
            TimeProvider.System,
            CancellationToken.None
        );

    private static DashboardSettings Settings(SimulatedCluster cluster, TestFolder folder)
    {
        var problems = new SettingsProblems();
        var settings = DashboardSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    SimulatedNodes
                        .Settings(cluster)
                        .Append(new("HaDashboard:Polling:Interval", "00:00:00.250"))
                        .Append(new("HaDashboard:Audit:File", folder.File("audit.jsonl")))
                        .Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))
                )
                .Build(),
            problems
        );
        Assert.Empty(problems.Lines);
        return settings;
    }

    private static TestHost Host(params (string Name, DashboardSettings Settings)[] clusters) =>
        new(
            clusters.Aggregate(TestHost.Services(), (services, cluster) =>
                services.AddCluster(cluster.Name, parts => parts.AddClusterParts(cluster.Settings))
            )
        );

    private static Task WaitAsync(ClusterRuntime cluster, Func<ClusterView, bool> condition) =>
        Eventually.Async(() => Task.FromResult(condition(cluster.Get<IClusterFeed>().Current)));

    private static bool AllServersAreChecked(ClusterView view) =>
        view.Snapshot.Nodes.All(node =>
            node.HaProxy is { IsFresh: true, Value: { } reading }
            && reading.Proxies.SelectMany(proxy => proxy.Servers).All(server => server.IsProvenUp)
        );

    private static ServerOperationalState? StateOf(ClusterView view, string server) =>
        view.Snapshot.Node(Node)?.HaProxy.Value?.Find("api-backend", server)?.Status.State;

    private static DateTimeOffset? PolledAt(ClusterRuntime cluster) => PolledAt(cluster.Get<IClusterFeed>().Current);

    private static DateTimeOffset? PolledAt(ClusterView view) => view.Snapshot.Node(Node)?.HaProxy.ObservedAt;

    private sealed class FailingPart : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("a part of the cluster failed");
        }
    }
}

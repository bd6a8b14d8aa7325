using HaDashboard.Adapters.Kubernetes.Leases;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class NodeLeaseReaderTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renewal_IsDatedByItsObservation_AndWithoutARenewalTheDateStays()
    {
        await using var bench = await WatchBench.StartAsync();
        var start = bench.Clock.GetUtcNow();
        bench.Api.Objects.Set(KubernetesObjects.NodeLease("master1", start.AddHours(-1))); // a clock that is an hour behind
        bench.Start(Loop(bench).RunAsync);
        var first = await bench.Sink.FirstAsync<Listed<Lease>>(Cancelled);

        bench.Api.Objects.Set(KubernetesObjects.NodeLease("master1", start.AddHours(-1).AddSeconds(10)));
        bench.Clock.Advance(Pause);
        var second = await bench.Sink.FirstAsync<Listed<Lease>>(Cancelled, listed => listed.At == start + Pause);
        bench.Clock.Advance(Pause);
        var third = await bench.Sink.FirstAsync<Listed<Lease>>(Cancelled, listed => listed.At == start + Pause + Pause);

        Assert.Equal(start.AddHours(-1), Assert.Single(first.Items).SeenRenewedAt); // expired long before it was first read
        Assert.Equal(start + Pause, Assert.Single(second.Items).SeenRenewedAt);
        Assert.Equal(start + Pause, Assert.Single(third.Items).SeenRenewedAt);
        Assert.Equal(TimeSpan.FromSeconds(40), third.Items[0].Duration);
    }

    [Fact]
    public async Task NoLease_IsAnEmptyListAndNoFailure()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Start(Loop(bench).RunAsync);

        Assert.Empty((await bench.Sink.FirstAsync<Listed<Lease>>(Cancelled)).Items);
        Assert.Equal(["/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master1"], bench.Requests.All);
    }

    [Fact]
    public async Task MissingPermission_IsReported()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Forbidden;
        bench.Start(Loop(bench).RunAsync);

        var failed = await bench.Sink.FirstAsync<SourceFailed>(Cancelled);

        Assert.Equal((SourceId.KubernetesNodeLeases, FailureKind.Forbidden), (failed.Source, failed.Failure.Kind));
        Assert.Contains("kube-node-lease", failed.Failure.Message, StringComparison.Ordinal);
    }

    private static SourceLoop Loop(WatchBench bench) =>
        new(
            new NodeLeaseReader([NodeName.Parse("master1")], bench.Route, WatchBench.BeatTimeout, bench.Clock),
            new SourceTiming(Pause),
            bench.Sink,
            bench.Clock,
            bench.Logger
        );
}

using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>Servers that refuse, hang and fail: the reported failures, and how rarely the requests are repeated.</summary>
public sealed class ResourceWatcherFaultTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        KubernetesFault.Unauthorized,
        FailureKind.Unauthorized,
        "does not accept this account (401 on list nodes): Unauthorized"
    )]
    [InlineData(
        KubernetesFault.Forbidden,
        FailureKind.Forbidden,
        "The API forbids list of nodes to this account (403): nodes is forbidden: "
    )]
    [InlineData(
        KubernetesFault.InternalError,
        FailureKind.ServerError,
        "answered list nodes with 500: etcdserver: request timed out."
    )]
    [InlineData(KubernetesFault.Down, FailureKind.ConnectionLost, "Could not list nodes at http://127.0.0.1:")]
    public async Task RefusedList_FailsTheSource_NamingVerbAndResource(
        KubernetesFault fault,
        FailureKind kind,
        string words
    )
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = fault;
        bench.Start(bench.Nodes.RunAsync);

        var failed = await bench.Sink.FirstAsync<SourceFailed>(Cancelled);

        Assert.Equal((SourceId.KubernetesNodes, kind), (failed.Source, failed.Failure.Kind));
        Assert.Contains(words, failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HungList_FailsAfterTenSeconds()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Hang;
        bench.Start(bench.Nodes.RunAsync);
        await Eventually.TrueAsync(() => bench.Api.Requests == 1, "the list was asked for");

        bench.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Empty(bench.Sink.All);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var failed = await bench.Sink.FirstAsync<SourceFailed>(Cancelled);

        Assert.Equal(FailureKind.Timeout, failed.Failure.Kind);
        Assert.EndsWith("no answer in 10 s.", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchWithoutAByte_EndsAfter150Seconds()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();
        bench.Api.BreakWatches(WatchBreak.Silence);

        bench.Clock.Advance(TimeSpan.FromSeconds(149));
        Assert.True(bench.Nodes.IsEstablished);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.PausedAsync(1);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await bench.EstablishedAsync(watches: 2);

        Assert.Equal(2, bench.Sink.All.OfType<Listed<Node>>().Count());
    }

    [Fact]
    public async Task AnyLine_ExtendsTheDeadline()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();
        for (var i = 0; i < 4; i++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(100));
            bench.Api.Objects.Set(WatchBench.NodeJson($"later{i}"));
            await bench.Sink.FirstAsync<Upserted<Node>>(Cancelled, o => o.Item.Name.Value == $"later{i}");
        }

        Assert.True(bench.Nodes.IsEstablished);
        Assert.Single(bench.Requests.Watches);
    }

    [Fact]
    public async Task LastingFailure_IsRetriedWithGrowingDelays()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.InternalError;
        bench.Start(bench.Nodes.RunAsync);

        for (var i = 1; i <= 9; i++)
        {
            await bench.PausedAsync(i);
            Assert.Equal(i, bench.Api.Requests);
            bench.Clock.Advance(bench.Pauses[^1]);
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], bench.Pauses.Take(9).Select(pause => pause.TotalSeconds));
        Assert.Single(bench.Logger.Lines); // the transition, not every attempt
    }

    [Theory]
    [InlineData(KubernetesFault.WatchesExpired)]
    [InlineData(KubernetesFault.WatchesGone)]
    public async Task WatchesThatAlwaysExpire_AreRetriedWithADelay(KubernetesFault fault)
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = fault;
        bench.Start(bench.Nodes.RunAsync);

        for (var i = 1; i <= 5; i++)
        {
            await bench.PausedAsync(i);
            Assert.Equal(2 * (i + 1), bench.Api.Requests); // the first retry has no delay
            bench.Clock.Advance(bench.Pauses[^1]);
        }

        Assert.Contains(bench.Sink.All, o => o is SourceFailed { Failure.Kind: FailureKind.ServerError });
        Assert.Equal([1, 2, 4, 8, 16], bench.Pauses.Take(5).Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task WatchesThatEndAtOnce_AreRetriedWithADelay()
    {
        await using var bench = await WatchBench.StartAsync(new WatchTiming { Watch = TimeSpan.Zero });
        bench.Start(bench.Nodes.RunAsync);

        for (var i = 1; i <= 5; i++)
        {
            await bench.PausedAsync(i);
            Assert.Equal(1 + i + 1, bench.Api.Requests);
            bench.Clock.Advance(bench.Pauses[^1]);
        }

        Assert.Contains(bench.Sink.All, o => o is SourceFailed { Failure.Kind: FailureKind.ConnectionLost });
    }

    [Fact]
    public async Task WatchThatLasted_StartsANewCountOfFailures()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.InternalError;
        bench.Start(bench.Nodes.RunAsync);
        for (var i = 1; i <= 4; i++)
        {
            await bench.PausedAsync(i);
            bench.Api.Fault = i < 4 ? KubernetesFault.InternalError : KubernetesFault.None;
            bench.Clock.Advance(bench.Pauses[^1]);
        }

        await bench.EstablishedAsync(watches: 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        bench.Api.BreakWatches(WatchBreak.Reset);
        await bench.PausedAsync(5);

        Assert.Equal([0.5, 1, 2, 4, 0.5], bench.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task Wake_EndsTheBackOffAtOnce()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Down;
        bench.Start(bench.Nodes.RunAsync);
        await bench.PausedAsync(1);

        bench.Api.Fault = KubernetesFault.None;
        bench.Nodes.Wake();
        await bench.EstablishedAsync(watches: 1);

        Assert.Single(bench.Pauses);
    }
}

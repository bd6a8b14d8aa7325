using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class HeartbeatTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_ConfirmsTheApi_AndTheEstablishedWatches()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();
        bench.Start(bench.Heartbeat.RunAsync);

        var api = await bench.Sink.FirstAsync<SourceAlive>(Cancelled, o => o.Source == SourceId.KubernetesApi);
        await bench.Sink.FirstAsync<SourceAlive>(Cancelled, o => o.Source == SourceId.KubernetesNodes);

        Assert.Equal(bench.Api.Uri.ToString().TrimEnd('/'), api.Endpoint);
        // The watch of pods was never started.
        Assert.DoesNotContain(bench.Sink.All, o => o is SourceAlive { Source.Kind: SourceKind.KubernetesPods });
    }

    [Fact]
    public async Task Beats_EveryTwoSeconds_WithALimitedListAndNoVersion()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Start(bench.Heartbeat.RunAsync);
        for (var beat = 1; beat <= 5; beat++)
        {
            await Eventually.TrueAsync(
                () => bench.Sink.All.OfType<SourceAlive>().Count() == beat,
                $"beat number {beat}"
            );
            bench.Clock.Advance(WatchBench.BeatInterval);
        }

        Assert.All(bench.Requests.All, request => Assert.Equal("/api/v1/nodes?limit=1", request));
    }

    [Fact]
    public async Task Failure_AlsoFailsTheWatchedSources()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Start(bench.Nodes.RunAsync, bench.Pods.RunAsync, bench.Heartbeat.RunAsync);
        await bench.Sink.UntilAsync(AllFresh, Cancelled);
        await Eventually.TrueAsync(() => bench.Nodes.IsEstablished && bench.Pods.IsEstablished, "both watches are up");

        bench.Api.Fault = KubernetesFault.InternalError; // etcd has failed; the watches stay open
        bench.Clock.Advance(WatchBench.BeatInterval);
        var failed = await bench.Sink.UntilAsync(
            s => s.Kubernetes is { Api.Failure: not null, Nodes.Failure: not null, Pods.Failure: not null },
            Cancelled
        );

        Assert.True(bench.Nodes.IsEstablished && bench.Pods.IsEstablished);
        Assert.Equal(
            [Freshness.Stale, Freshness.Stale, Freshness.Stale],
            [failed.Kubernetes.Api.Freshness, failed.Kubernetes.Nodes.Freshness, failed.Kubernetes.Pods.Freshness]
        );
        bench.Api.Fault = KubernetesFault.None;
        bench.Clock.Advance(WatchBench.BeatInterval);
        await bench.Sink.UntilAsync(AllFresh, Cancelled);
        Assert.Equal(2, bench.Requests.Watches.Count); // no watch had to start again
    }

    [Fact]
    public async Task NoAnswer_FailsAtTheTimeout()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Hang;
        bench.Start(bench.Heartbeat.RunAsync);
        await Eventually.TrueAsync(() => bench.Api.Requests == 1, "it was asked");

        bench.Clock.Advance(WatchBench.BeatTimeout);
        var failed = await bench.Sink.FirstAsync<SourceFailed>(Cancelled);

        Assert.Equal((SourceId.KubernetesApi, FailureKind.Timeout), (failed.Source, failed.Failure.Kind));
    }

    [Fact]
    public async Task Recovery_EndsTheBackOffOfTheWatches()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Down;
        bench.Start(bench.Nodes.RunAsync, bench.Pods.RunAsync, bench.Heartbeat.RunAsync);
        await bench.PausedAsync(2);
        await bench.Sink.FirstAsync<SourceFailed>(Cancelled, o => o.Source == SourceId.KubernetesApi);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await bench.PausedAsync(4); // a delay of one second from here, and a beat in one and a half
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.PausedAsync(6); // a delay of two seconds, and a beat in half a second

        bench.Api.Fault = KubernetesFault.None;
        bench.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await bench.Sink.UntilAsync(s => s.Kubernetes is { Nodes.Value: not null, Pods.Value: not null }, Cancelled);

        Assert.Equal(6, bench.Pauses.Count);
    }

    [Fact]
    public async Task WatchWithItsOwnFailure_KeepsItsReason()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Forbidden;
        bench.Start(bench.Pods.RunAsync);
        await bench.Sink.FirstAsync<SourceFailed>(Cancelled);

        bench.Start(bench.Heartbeat.RunAsync);
        await bench.Sink.FirstAsync<SourceFailed>(Cancelled, o => o.Source == SourceId.KubernetesNodes);

        var reason = Assert.Single(bench.Sink.All.OfType<SourceFailed>(), o => o.Source == SourceId.KubernetesPods);
        Assert.Contains("list of pods in kube-system", reason.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unauthorized_ReportsTheCredentialAsRefused_AndKeepsTheConnection()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Api.Fault = KubernetesFault.Unauthorized;
        bench.Start(bench.Heartbeat.RunAsync);
        for (var beat = 1; beat <= 31; beat++)
        {
            await Eventually.TrueAsync(
                () => bench.Sink.All.OfType<SourceFailed>().Count(o => o.Source == SourceId.KubernetesApi) == beat,
                $"beat number {beat}"
            );
            bench.Clock.Advance(WatchBench.BeatInterval);
        }

        Assert.Equal(1, bench.Connector.Connections);
        Assert.InRange(bench.Credentials.Refusals, 31, 32); // each beat; the source decides when to renew
        Assert.Single(bench.Logger.Lines);
    }

    [Fact]
    public async Task OutdatedConnection_IsReplaced_AndItsWatchesEnd()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Start(bench.Heartbeat.RunAsync);
        await bench.WatchingNodesAsync();

        bench.IsOutdated = true;
        bench.Clock.Advance(WatchBench.BeatInterval);

        await bench.EstablishedAsync(watches: 2);
        Assert.Equal(2, bench.Connector.Connections);
        Assert.DoesNotContain(bench.Sink.All, o => o is SourceFailed);
    }

    private static bool AllFresh(ClusterSnapshot s) =>
        s.Kubernetes is { Api.IsFresh: true, Nodes.IsFresh: true, Pods.IsFresh: true };
}

using System.Diagnostics;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

public sealed class ClusterStoreTests
{
    private static readonly TimeSpan Pace = ClusterStore.PublishInterval;

    [Fact]
    public async Task Watch_BeforeAnyFact_GivesTheInitialViewWhichIsUnknown()
    {
        await using var running = await RunningStore.StartAsync();
        Assert.Equal((0L, Level.Unknown), (running.Store.Current.Revision, running.Store.Current.Verdict.Level));
    }

    [Fact]
    public async Task Offer_LoneChange_IsPublishedAtOnce()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        var view = await running.NextAsync();
        Assert.Equal((1L, 1), (view.Revision, PidOf(view)));
        Assert.Same(view, running.Store.Current);
        Assert.True(running.Time.HasNoWaiter);
    }

    [Fact]
    public async Task Offer_Burst_IsPublishedOnceAfterThePace_WithTheNewestFacts()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        running.Offer(Poll(2));
        Assert.Equal(Pace, await running.Time.NextWaitAsync());
        running.Offer(Poll(3), Poll(4));
        running.Time.Advance(Pace - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, running.Store.Current.Revision);
        running.Time.Advance(TimeSpan.FromMilliseconds(1));
        var view = await running.NextAsync();
        Assert.Equal((2L, 4), (view.Revision, PidOf(view)));
    }

    [Fact]
    public async Task Offer_ShortlyAfterAPublication_WaitsForTheRestOfThePaceOnly()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        running.Time.Advance(TimeSpan.FromMilliseconds(100));
        running.Offer(Poll(2));
        Assert.Equal(TimeSpan.FromMilliseconds(150), await running.Time.NextWaitAsync());
    }

    [Fact]
    public async Task Offer_AfterThePace_IsPublishedAtOnceAgain()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        running.Time.Advance(Pace);
        running.Offer(Poll(2));
        Assert.Equal(2, PidOf(await running.NextAsync()));
        Assert.True(running.Time.HasNoWaiter);
    }

    [Fact]
    public async Task Offer_AfterTheClockWasSetBack_StillWaitsForThePaceOnly()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        running.Time.SetTimeOfDayBack(TimeSpan.FromHours(1));
        running.Offer(Poll(2));
        Assert.Equal(Pace, await running.Time.NextWaitAsync());
    }

    [Fact]
    public async Task Offer_FactThatChangesNothing_IsNotPublished()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        running.Time.Advance(Pace);
        running.Offer(
            SourceCatalogue.HaProxy.Observed(A.Name("stranger"), A.Reading(), A.Noon),
            new ClockTicked(A.Noon)
        );
        running.Offer(Poll(2));
        Assert.Equal(2, (await running.NextAsync()).Revision);
    }

    [Fact]
    public async Task Publish_SameVerdict_IsTheSameReference()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Scenario.Whole().Observations);
        var first = await running.NextAsync(view => view.Verdict.Level is Level.Healthy);

        var second = await running.PublishAsync(Poll(2, "k8sworker1"));
        Assert.NotSame(first.Snapshot, second.Snapshot);
        Assert.NotSame(first.Verdict, second.Verdict);
        var third = await running.PublishAsync(Poll(3, "k8sworker1"));
        Assert.Same(second.Verdict, third.Verdict);
    }

    [Fact]
    public async Task Watch_SlowSubscriber_SkipsToTheNewest()
    {
        await using var running = await RunningStore.StartAsync();
        await using var slow = running
            .Store.WatchAsync(Patience.Token)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await slow.MoveNextAsync());
        Assert.Equal(0, slow.Current.Revision);
        for (var i = 1; i <= 5; i++)
        {
            await running.PublishAsync(Poll(i));
        }

        Assert.True(await slow.MoveNextAsync());
        Assert.Equal((5L, 5), (slow.Current.Revision, PidOf(slow.Current)));
    }

    [Fact]
    public async Task Watch_ThousandsOfChanges_NeverLeavesAReaderStale()
    {
        await using var running = await RunningStore.StartAsync();
        var seen = 0;
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            async () =>
            {
                await foreach (var view in running.Store.WatchAsync(done.Token))
                {
                    Volatile.Write(ref seen, PidOf(view));
                }
            },
            TestContext.Current.CancellationToken
        );
        for (var i = 1; i <= 1500; i++)
        {
            running.Time.Advance(Pace);
            running.Offer(Poll(i));
            // The reader is somewhere between reading, comparing and waiting: whichever it is, this change must reach it.
            var spin = new SpinWait();
            // each change has its own limit: all of them together take as long as the machine is slow
            var waiting = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref seen) < i)
            {
                Assert.True(
                    Stopwatch.GetElapsedTime(waiting) < TimeSpan.FromSeconds(30),
                    $"Change {i} never reached the reader."
                );
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);
    }

    [Fact]
    public async Task Watch_CancelledOrLeft_IsNoSubscriberAnyMore()
    {
        await using var running = await RunningStore.StartAsync();
        Assert.Equal(1, running.Store.Subscribers);
        using var leaving = new CancellationTokenSource();
        await using (
            var cancelled = running
                .Store.WatchAsync(leaving.Token)
                .GetAsyncEnumerator(TestContext.Current.CancellationToken)
        )
        {
            await cancelled.MoveNextAsync();
            Assert.Equal(2, running.Store.Subscribers);
            var waiting = cancelled.MoveNextAsync();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
            Assert.Equal(1, running.Store.Subscribers);
        }

        await foreach (var _ in running.Store.WatchAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(2, running.Store.Subscribers);
            break;
        }

        Assert.Equal(1, running.Store.Subscribers);
    }

    [Fact]
    public async Task Offer_FactThatTheReducerCannotTake_DoesNotStopTheOthers()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(SourceCatalogue.KubernetesNodes.Listed(default, A.Noon), Poll(1));
        var view = await running.NextAsync();
        Assert.Equal(1, PidOf(view));
        Assert.Equal(Freshness.Never, view.Snapshot.Kubernetes.Nodes.Freshness);
    }

    [Fact]
    public async Task Publish_SnapshotThatTheJudgeCannotTake_IsUnknownAndStillPublished()
    {
        await using var running = await RunningStore.StartAsync();
        var view = await running.PublishAsync(
            SourceCatalogue.KubernetesNodes.Listed([A.Node("k8smaster1") with { Conditions = default }], A.Noon)
        );
        Assert.Equal(
            (Level.Unknown, "The judgement failed by a fault of the dashboard itself; the facts below are still live."),
            (view.Verdict.Level, view.Verdict.Summary.ToString())
        );
        Assert.NotNull(view.Snapshot.Kubernetes.Nodes.Value);
    }

    [Fact]
    public async Task Clock_TicksEverySecond_SoThatSilenceIsNoticed()
    {
        await using var running = await RunningStore.StartAsync();
        running.Offer(Poll(1));
        await running.NextAsync();
        using var clock = new ClusterClock(running.Store, running.Time);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(1), await running.Time.NextWaitAsync());
        running.Time.Advance(TimeSpan.FromSeconds(6));
        var view = await running.NextAsync();
        Assert.Equal(Freshness.Stale, view.Snapshot.Node("k8smaster1")!.HaProxy.Freshness);
        await clock.StopAsync(TestContext.Current.CancellationToken);
    }

    private static SourceObserved<HaProxyReading> Poll(int pid, string node = "k8smaster1") =>
        SourceCatalogue.HaProxy.Observed(A.Name(node), A.Reading(A.Process(pid: pid), A.Server("master1")), A.Noon);

    private static int PidOf(ClusterView view) => view.Snapshot.Node("k8smaster1")!.HaProxy.Value?.Process.Pid ?? 0;
}

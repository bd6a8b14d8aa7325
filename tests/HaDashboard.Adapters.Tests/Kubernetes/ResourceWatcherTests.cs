using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class ResourceWatcherTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_InPages_IsOneObservation()
    {
        await using var bench = await WatchBench.StartAsync(new WatchTiming { PageSize = 1 });
        await bench.WatchingNodesAsync();

        var listed = Assert.IsType<Listed<Node>>(Assert.Single(bench.Sink.All));
        Assert.Equal(["master1", "worker1"], listed.Items.Select(n => n.Name.Value));
        Assert.Equal(2, bench.Requests.Lists.Count);
        Assert.All(bench.Requests.Lists, request =>
            Assert.DoesNotContain("resourceVersion", request, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task List_WhosePageExpires_StartsAgain_WithoutAPartialList()
    {
        await using var bench = await WatchBench.StartAsync(new WatchTiming { PageSize = 1 });
        var reads = 0;
        bench.Api.BeforeRead = () =>
        {
            if (++reads == 2)
            {
                bench.Api.Compact();
            }
        };
        await bench.WatchingNodesAsync();

        var listed = Assert.IsType<Listed<Node>>(Assert.Single(bench.Sink.All));
        Assert.Equal(2, listed.Items.Length);
        Assert.Equal(
            [false, true, false, true],
            bench.Requests.Lists.Select(r => r.Contains("continue=", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Watch_OffersAddedChangedAndDeletedObjects()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();

        bench.Api.Objects.Set(WatchBench.NodeJson("worker2"));
        await bench.Sink.FirstAsync<Upserted<Node>>(Cancelled, o =>
            o.Item.Name.Value == "worker2" && o.Item.Ready == true
        );
        bench.Api.Objects.Set(WatchBench.NodeJson("worker2", "False"));
        await bench.Sink.FirstAsync<Upserted<Node>>(Cancelled, o =>
            o.Item.Name.Value == "worker2" && o.Item.Ready == false
        );
        bench.Api.Objects.Remove("Node", null, "worker2");
        await bench.Sink.FirstAsync<Removed<Node>>(Cancelled, o => o.Key == "worker2");

        Assert.Equal(4, bench.Sink.All.Count);
    }

    [Fact]
    public async Task Watch_OfPods_TakesTheNamespaceOnly()
    {
        await using var bench = await WatchBench.StartAsync();
        bench.Start(bench.Pods.RunAsync);
        await Eventually.TrueAsync(() => bench.Pods.IsEstablished, "the watch is up");

        bench.Api.Objects.Remove("Pod", "kube-system", "etcd-master1");
        var gone = await bench.Sink.FirstAsync<Removed<Pod>>(Cancelled);

        Assert.Equal("kube-system/etcd-master1", gone.Key);
        Assert.StartsWith(
            "/api/v1/namespaces/kube-system/pods?watch=true&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=",
            bench.Requests.Watches[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RegularEnd_ContinuesFromTheLastEvent_WithoutAList()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();
        bench.Api.Objects.Set(WatchBench.NodeJson("worker2"));
        await bench.Sink.FirstAsync<Upserted<Node>>(Cancelled);

        bench.Api.BreakWatches(WatchBreak.QuietEnd);
        await bench.EstablishedAsync(watches: 2);

        Assert.Single(bench.Requests.Lists);
        Assert.EndsWith(
            $"resourceVersion={bench.Api.Objects.ResourceVersion}",
            bench.Requests.Watches[1],
            StringComparison.Ordinal
        );
        Assert.Empty(bench.Pauses);
    }

    [Fact]
    public async Task RegularEnd_AfterABookmark_ContinuesFromTheBookmark()
    {
        await using var bench = await WatchBench.StartAsync(
            options: new SimulatedKubernetesOptions { BookmarkInterval = TimeSpan.FromSeconds(60) },
            simulatorSharesTheClock: true
        );
        await bench.WatchingNodesAsync();
        bench.Api.Objects.Remove("Pod", "kube-system", "etcd-master1"); // the nodes' watch learns this version only from a bookmark
        var latest = bench.Api.Objects.ResourceVersion;

        await Eventually.TrueAsync(
            () => bench.Clock.Waits.Count(w => w == TimeSpan.FromSeconds(60)) >= 2,
            "the server waits for the next bookmark"
        );
        bench.Clock.Advance(TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(
            () => bench.Clock.Waits.Count(w => w == TimeSpan.FromSeconds(60)) >= 3,
            "the bookmark is written"
        );
        bench.Api.BreakWatches(WatchBreak.QuietEnd);
        await bench.EstablishedAsync(watches: 2);

        Assert.Single(bench.Requests.Lists);
        Assert.EndsWith($"resourceVersion={latest}", bench.Requests.Watches[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VersionTooOld_InTheStreamOrAsStatus_ListsAgainAtOnce_AndNoDeletedObjectStays(bool asStatus)
    {
        await using var bench = await WatchBench.StartAsync(
            options: new SimulatedKubernetesOptions { ExpiredAsHttpStatus = asStatus }
        );
        var reads = 0;
        bench.Api.BeforeRead = () =>
        {
            if (++reads == 2) // between the list and its watch
            {
                bench.Api.Objects.Remove("Node", null, "worker1");
                bench.Api.Compact();
            }
        };
        bench.Start(bench.Nodes.RunAsync);
        var after = await bench.Sink.UntilAsync(s => s.Kubernetes.Nodes.Value?.Count == 1, Cancelled);

        Assert.False(after.Kubernetes.Nodes.Value!.ContainsKey("worker1"));
        Assert.Equal(2, bench.Sink.All.OfType<Listed<Node>>().Count());
        Assert.DoesNotContain(bench.Sink.All, o => o is SourceFailed);
        Assert.Empty(bench.Pauses);
    }

    [Fact]
    public async Task ExpiredInTheMiddleOfAWatch_ListsAgainAtOnce()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();

        bench.Api.BreakWatches(WatchBreak.Expired);
        await bench.EstablishedAsync(watches: 2);

        Assert.Equal(2, bench.Sink.All.OfType<Listed<Node>>().Count());
        Assert.Empty(bench.Pauses);
    }

    [Theory]
    [InlineData(WatchBreak.Reset)]
    [InlineData(WatchBreak.MalformedLine)]
    public async Task BrokenStream_ListsAgainAfterHalfASecond_WithoutDeletedObjectsAndWithoutAFailure(WatchBreak how)
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();

        bench.Api.BreakWatches(how);
        await bench.PausedAsync(1);
        bench.Api.Objects.Remove("Node", null, "worker1");
        Assert.False(bench.Nodes.IsEstablished);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await bench.EstablishedAsync(watches: 2);

        Assert.Equal(["master1"], bench.Sink.Snapshot.Kubernetes.Nodes.Value!.Keys);
        Assert.Equal(2, bench.Requests.Lists.Count);
        Assert.Equal([TimeSpan.FromSeconds(0.5)], bench.Pauses);
        Assert.DoesNotContain(bench.Sink.All, o => o is SourceFailed);
    }

    [Fact]
    public async Task ObjectThatCannotBeShown_IsLeftOut_AndLoggedOnce()
    {
        await using var bench = await WatchBench.StartAsync();
        var odd = WatchBench.NodeJson("worker1");
        odd["metadata"]!["creationTimestamp"] = "the day before yesterday";
        bench.Api.Objects.Set(odd);
        await bench.WatchingNodesAsync();
        Assert.Equal(["master1"], bench.Sink.Snapshot.Kubernetes.Nodes.Value!.Keys);

        odd["metadata"]!["labels"] = new JsonArray(1, 2);
        bench.Api.Objects.Set(odd);
        bench.Api.Objects.Set(WatchBench.NodeJson("worker2"));
        await bench.Sink.FirstAsync<Upserted<Node>>(Cancelled, o => o.Item.Name.Value == "worker2");

        var line = Assert.Single(bench.Logger.Lines);
        Assert.StartsWith("nodes: worker1 can't be shown and is left out: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ObjectThatCanNoLongerBeShown_IsRemoved()
    {
        await using var bench = await WatchBench.StartAsync();
        await bench.WatchingNodesAsync();
        var odd = WatchBench.NodeJson("worker1");
        odd["status"] = "well";

        bench.Api.Objects.Set(odd);
        var gone = await bench.Sink.FirstAsync<Removed<Node>>(Cancelled);

        Assert.Equal("worker1", gone.Key);
        Assert.True(bench.Nodes.IsEstablished);
    }
}

using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Simulation.Kubernetes;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>
/// The configured API server fails, those of the masters are tried in turn, and the configured one is used again when it works. Each step
/// of the clock waits for the effects of the step before, so that each request can be counted.
/// </summary>
public sealed class ApiFailoverTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstServerFails_TheNextRespondingOneIsUsed_WithoutDeletedObjects_AndWithOneListAndOneWatchEach()
    {
        await using var bench = await FailoverBench.StartAsync();
        await bench.FreshAsync(bench.First);
        bench.Third.Objects.Remove("Node", null, "worker1"); // deleted while no watch runs: no event reports it

        await bench.FailOverAsync();
        var seen = await bench.Sink.UntilAsync(
            s => s.Kubernetes.Nodes is { IsFresh: true, Value: { } nodes } && !nodes.ContainsKey("worker1"),
            Cancelled
        );

        Assert.True(seen.Kubernetes.Nodes.Value!.ContainsKey("master1"));
        Assert.Equal(
            bench.Third.Uri.ToString().TrimEnd('/'),
            bench.Sink.All.OfType<SourceAlive>().Last(o => o.Source == SourceId.KubernetesApi).Endpoint
        );
        Assert.Equal(2, bench.Third.RequestLog.Count(FailoverBench.IsWatch));
        Assert.Equal(2, bench.Third.RequestLog.Count(FailoverBench.IsList));
    }

    [Fact]
    public async Task FirstServerStaysDown_ItIsTriedEveryTenSecondsWithoutAnEffectOnTheWatches()
    {
        await using var bench = await FailoverBench.StartAsync();
        await bench.FreshAsync(bench.First);
        await bench.FailOverAsync();
        var tried = bench.FirstConnector.Connections;
        var asked = bench.Third.Requests;

        for (var beat = 0; beat < 30; beat++)
        {
            await bench.BeatAsync(bench.Third);
        }

        Assert.InRange(bench.FirstConnector.Connections - tried, 5, 6); // a minute
        Assert.Equal(30, bench.Third.Requests - asked);
        Assert.Equal(2, bench.Third.Watches);
    }

    [Fact]
    public async Task FirstServerRecovers_ItIsUsedAgain_WithoutDeletedObjects_AndTheOtherIsClosed()
    {
        await using var bench = await FailoverBench.StartAsync();
        await bench.FreshAsync(bench.First);
        await bench.FailOverAsync();
        bench.First.Objects.Remove("Node", null, "worker1");
        bench.First.Objects.Set(WatchBench.NodeJson("worker2"));
        var (before, observed) = (bench.First.RequestLog.Count, bench.Sink.All.Count);

        bench.First.Fault = KubernetesFault.None;
        await bench.ReturnAsync();
        var seen = await bench.Sink.UntilAsync(
            s => s.Kubernetes.Nodes is { IsFresh: true, Value: { } nodes } && nodes.ContainsKey("worker2"),
            Cancelled
        );

        Assert.Equal(["master1", "worker2"], seen.Kubernetes.Nodes.Value!.Keys.Order(StringComparer.Ordinal));
        await Eventually.TrueAsync(() => bench.Third.Watches == 0, "nobody watches the third any more");
        Assert.DoesNotContain(bench.Sink.All.Skip(observed), o =>
            o is SourceFailed { Source.Kind: SourceKind.KubernetesNodes or SourceKind.KubernetesPods }
        );
        var asked = bench.First.RequestLog.Skip(before).ToArray();
        Assert.Equal((2, 2), (asked.Count(FailoverBench.IsList), asked.Count(FailoverBench.IsWatch)));
    }

    [Fact]
    public async Task NoOtherServerCanBeUsed_TheConfiguredOneIsTriedAgain_AndItsFailureIsReported()
    {
        var refusal = new SourceFailureException(FailureKind.LocalFile, Message.Verbatim("no CA"));
        await using var bench = await FailoverBench.StartAsync(refusal);
        await bench.FreshAsync(bench.First);
        var known = bench.Sink.All.Count;

        bench.First.Fault = KubernetesFault.Down;
        for (var beat = 0; beat < 6; beat++)
        {
            await bench.NextAsync<SourceFailed>();
        }

        bench.First.Fault = KubernetesFault.None;
        await bench.NextAsync<Observation>();
        await bench.NextAsync<Observation>();
        await bench.NextAsync<Observation>();

        var ofTheApi = bench.Sink.All.Skip(known).Where(FailoverBench.IsOfTheApi).ToArray();
        Assert.DoesNotContain(ofTheApi.OfType<SourceFailed>(), failed => failed.Failure.Kind is FailureKind.LocalFile);
        Assert.Contains(ofTheApi, seen => seen is SourceAlive);
    }
}

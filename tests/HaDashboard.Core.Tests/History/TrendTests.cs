using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Memory.Series;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Core.Tests.History;

public sealed class TrendTests
{
    private static readonly ServerKey Master1 = new(
        A.Name("k8smaster1"),
        ProxyName.Parse(A.Backend),
        ServerName.Parse("master1")
    );

    [Fact]
    public void Read_GivesTheNewestLast_AndNothingBeforeTheFirst()
    {
        var series = new TrendSeries();
        series.Add(5, new TrendSample(3, null, null, null, false));
        series.Add(6, new TrendSample(7, null, null, null, false));

        var points = series.Read(TrendValue.Sessions, TrendSeries.Capacity);

        Assert.Equal([null, 3, 7], points[^3..].Select(point => point.Value));
    }

    [Fact]
    public void ASampleLeftOut_IsAGap_AndNotALine()
    {
        var series = new TrendSeries();
        series.Add(1, new TrendSample(3, null, null, null, false));
        series.Add(4, new TrendSample(5, null, null, null, false));

        Assert.Equal(
            [3, null, null, 5],
            series.Read(TrendValue.Sessions, TrendSeries.Capacity)[^4..].Select(point => point.Value)
        );
    }

    [Fact]
    public void AStepWithAGapInIt_IsAGap()
    {
        var series = new TrendSeries();
        for (var slot = 0; slot < TrendSeries.Capacity; slot++)
        {
            if (slot != 100)
            {
                series.Add(slot, new TrendSample(slot, null, null, null, false));
            }
        }

        var points = series.Read(TrendValue.Sessions, 90);

        Assert.Null(points[25].Value);
        Assert.Equal(89, points.Count(point => point.Value is not null));
        Assert.Equal(359, points[^1].Value); // the largest of its four: a peak isn't averaged away
    }

    [Fact]
    public void AnHourLater_TheOldestIsForgotten()
    {
        var series = new TrendSeries();
        for (var slot = 0; slot < 1000; slot++)
        {
            series.Add(slot, new TrendSample(slot, null, null, null, false));
        }

        Assert.Equal(
            Enumerable.Range(640, 360).Select(v => (double?)v),
            series.Read(TrendValue.Sessions, TrendSeries.Capacity).Select(point => point.Value)
        );
    }

    [Fact]
    public void ASilenceOfHours_LeavesOnlyGaps()
    {
        var series = new TrendSeries();
        series.Add(1, new TrendSample(3, null, null, null, false));
        series.Add(5000, new TrendSample(4, null, null, null, false));

        Assert.Equal(
            4,
            Assert
                .Single(series.Read(TrendValue.Sessions, TrendSeries.Capacity), point => point.Value is not null)
                .Value
        );
    }

    [Fact]
    public void Rates_AreDifferences_AndStartAnewWithANewWorker()
    {
        var trends = new TrendStore();
        trends.Sample(Diagnosis(stot: 100, bin: 1000, at: 0), 0);
        trends.Sample(Diagnosis(stot: 200, bin: 3000, at: 10), 1);
        trends.Sample(Diagnosis(stot: 5, bin: 10, at: 20, pid: 2), 2);
        trends.Sample(Diagnosis(stot: 25, bin: 110, at: 30, pid: 2), 3);

        Assert.Equal([null, 10, null, 2], Last4(trends, TrendValue.SessionRate));
        Assert.Equal([null, 200, null, 10], Last4(trends, TrendValue.BytesIn));
        Assert.Equal([4, 4, 4, 4], Last4(trends, TrendValue.Sessions));
    }

    [Fact]
    public void ANodeNotObserved_IsAGap_AndNoRateIsTakenAcrossIt()
    {
        var trends = new TrendStore();
        trends.Sample(Diagnosis(stot: 100, bin: 0, at: 0), 0);
        trends.Sample(
            ClusterDiagnosis.Of(
                SnapshotReducer.Apply(
                    Snapshot(100, 0, 0),
                    new SourceFailed(SourceId.HaProxy(A.Name("k8smaster1")), A.Failure(), A.After(10))
                )
            ),
            1
        );
        trends.Sample(Diagnosis(stot: 900, bin: 0, at: 20), 2);
        trends.Sample(Diagnosis(stot: 910, bin: 0, at: 30), 3);

        Assert.Equal([4, null, 4, 4], Last4(trends, TrendValue.Sessions));
        Assert.Equal([null, null, null, 1], Last4(trends, TrendValue.SessionRate));
    }

    [Fact]
    public void ADownBetweenTwoSamples_IsRemembered()
    {
        var trends = new TrendStore();
        trends.Sample(Diagnosis(0, 0, 0, downs: 1), 0);
        trends.Sample(Diagnosis(0, 0, 10, downs: 2), 1);

        Assert.Equal(
            [false, true],
            trends.Find(Master1)!.Read(TrendValue.Sessions, TrendSeries.Capacity)[^2..].Select(point => point.WasDown)
        );
    }

    [Fact]
    public void Memory_IsBounded()
    {
        var trends = new TrendStore();
        var servers = Enumerable.Range(0, 5000).Select(i => A.Server($"s{i}")).ToArray();
        trends.Sample(ClusterDiagnosis.Of(Observed(A.Reading(servers), 0)), 0);

        Assert.Equal(TrendStore.MaxSeries, trends.Count);
    }

    [Fact]
    public async Task TheRecorder_SamplesEveryTenSeconds()
    {
        var (time, trends) = (new FakeTimeProvider(A.Noon), new TrendStore());
        using var recorder = new SeriesRecorder(new Still(Snapshot(1, 1, 1)), trends, time);
        await recorder.StartAsync(TestContext.Current.CancellationToken);
        while (trends.Count == 0)
        {
            time.Advance(TrendStore.Step);
            await Task.Delay(5, Patience.Token);
        }

        Assert.NotNull(trends.Find(Master1));
        Assert.NotNull(trends.Find(A.Name("k8smaster1")));
        await recorder.StopAsync(TestContext.Current.CancellationToken);
    }

    private static double?[] Last4(TrendStore trends, TrendValue value) =>
        [.. trends.Find(Master1)!.Read(value, TrendSeries.Capacity)[^4..].Select(point => point.Value)];

    private static ClusterDiagnosis Diagnosis(long stot, long bin, double at, int pid = 1, int downs = 0) =>
        ClusterDiagnosis.Of(Snapshot(stot, bin, at, pid, downs));

    private static ClusterSnapshot Snapshot(long stot, long bin, double at, int pid = 1, int downs = 0)
    {
        var row = A.Row("svname,scur,stot,bin,bout,chkdown", $"master1,4,{stot},{bin},0,{downs}");
        return Observed(A.Reading(A.Process(pid: pid), A.Server("master1") with { Row = row }), at);
    }

    private static ClusterSnapshot Observed(HaProxyReading reading, double at)
    {
        var inventory = Scenario.InventoryOf(1, 0);
        return SnapshotReducer.Apply(
            ClusterSnapshot.For(inventory),
            SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), reading, A.After(at))
        );
    }

    private sealed class Still(ClusterSnapshot snapshot) : IClusterFeed
    {
        public ClusterView Current { get; } = ClusterView.Of(snapshot, 1);

        public IAsyncEnumerable<ClusterView> WatchAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

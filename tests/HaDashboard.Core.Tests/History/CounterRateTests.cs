using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.History;

public sealed class CounterRateTests
{
    [Theory]
    [InlineData(100L, 300L, 2.0, 100.0)]
    [InlineData(100L, 100L, 1.0, 0.0)]
    [InlineData(300L, 100L, 1.0, null)] // the counter was set back
    [InlineData(null, 100L, 1.0, null)]
    [InlineData(100L, null, 1.0, null)]
    [InlineData(100L, 200L, 0.0, null)]
    public void Of_TellsOnlyWhatTwoValuesTell(long? before, long? now, double seconds, double? rate) =>
        Assert.Equal(rate, CounterRate.Of(before, now, seconds));

    [Fact]
    public void Before_IsThePreviousPollOfTheSameWorker()
    {
        var first = A.Reading(A.Server("master1"));
        var second = A.Reading(A.Server("master1"));
        var snapshot = Observe(Observe(Scenario.Whole().Snapshot, first, 1), second, 2);

        Assert.Same(first, Node(snapshot).Before?.Value);
        Assert.Equal(A.After(1), Node(snapshot).Before?.ObservedAt);
    }

    [Fact]
    public void Before_IsNobody_AfterANewWorker()
    {
        var snapshot = Observe(Scenario.Whole().Snapshot, A.Reading(A.Process(pid: 9), A.Server("master1")), 1);

        Assert.Null(Node(snapshot).Before);
    }

    [Fact]
    public void Before_IsNobody_AfterASilence()
    {
        var failed = SnapshotReducer.Apply(
            Scenario.Whole().Snapshot,
            new SourceFailed(SourceId.HaProxy(A.Name("k8smaster1")), A.Failure(), A.After(1))
        );
        var snapshot = Observe(failed, A.Reading(A.Server("master1")), 30);

        Assert.Null(Node(snapshot).Before);
    }

    private static ClusterSnapshot Observe(ClusterSnapshot snapshot, HaProxyReading reading, double after) =>
        SnapshotReducer.Apply(
            snapshot,
            SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), reading, A.After(after))
        );

    private static NodeState Node(ClusterSnapshot snapshot) => snapshot.Node("k8smaster1")!;
}

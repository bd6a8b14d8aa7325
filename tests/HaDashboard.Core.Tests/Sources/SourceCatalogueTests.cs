using System.Reflection;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Sources;

/// <summary>
/// Goes through the catalogue: every source has an entry, a name, a reducer path. Its producer and its row in <c>--check</c> are tested
/// beside the adapters.
/// </summary>
public sealed class SourceCatalogueTests
{
    private const string Node = "k8smaster1";

    public static TheoryData<SourceKind> Every => [.. Enum.GetValues<SourceKind>()];

    [Fact]
    public void EveryKind_HasOneEntry_AndEveryEntryIsListed()
    {
        var declared = typeof(SourceCatalogue)
            .GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => typeof(SourceDescriptor).IsAssignableFrom(property.PropertyType))
            .Select(property => (SourceDescriptor)property.GetValue(null)!);

        Assert.Equal(Enum.GetValues<SourceKind>().Order(), SourceCatalogue.All.Select(source => source.Kind).Order());
        Assert.Equal(declared.ToHashSet(), SourceCatalogue.All.ToHashSet());
        Assert.All(SourceCatalogue.OfCluster, source => Assert.Equal(SourceScope.Cluster, source.Scope));
        Assert.All(SourceCatalogue.OfNodes, source => Assert.NotEqual(SourceScope.Cluster, source.Scope));
    }

    [Fact]
    public void NamesAndRowsOfCheck_AreDistinct()
    {
        Assert.Equal(SourceCatalogue.All.Length, SourceCatalogue.All.Select(source => source.Name).Distinct().Count());
        Assert.Equal(
            SourceCatalogue.All.Length,
            SourceCatalogue.All.Select(source => source.CheckName).Distinct().Count()
        );
    }

    [Theory]
    [InlineData(SourceKind.Etcd, Node, "etcd on k8smaster1")]
    [InlineData(SourceKind.Clock, Node, "clock on k8smaster1")]
    [InlineData(SourceKind.Kubeconfigs, Node, "kubeconfig files on k8smaster1")]
    [InlineData(SourceKind.HaProxyUnit, Node, "HAProxy systemd unit on k8smaster1")]
    [InlineData(SourceKind.OwnKey, Node, "rights of the SSH key on k8smaster1")]
    [InlineData(SourceKind.HaProxyConfiguration, Node, "haproxy.cfg on k8smaster1")]
    [InlineData(SourceKind.KubeProxyConfig, null, "kube-proxy ConfigMap")]
    public void DisplayName_IsTheSourcesOwn(SourceKind kind, string? node, string name) =>
        Assert.Equal(name, new SourceId(kind, node is null ? null : A.Name(node)).DisplayName.ToString());

    [Fact]
    public void TheConfigMapOfKubeProxy_BelongsToTheCluster() =>
        Assert.False(SourceCatalogue.Of(SourceKind.KubeProxyConfig).IsPerNode);

    [Theory]
    [MemberData(nameof(Every))]
    public void ObservedFailedTicked_ChangeTheSliceOfTheSource_AndOnlyThat(SourceKind kind)
    {
        var source = IdOf(kind);
        var before = ClusterSnapshot.For(Inventory());
        var failed = SnapshotReducer.Apply(before, new SourceFailed(source, A.Failure(), A.Noon));
        Assert.Equal(A.Failure(), failed.SliceOf(source)!.Failure);
        Assert.Equal(Freshness.Never, failed.SliceOf(source)!.Freshness);

        var observed = SnapshotReducer.Apply(failed, ObservationOf(kind, A.After(1)));
        Assert.True(observed.SliceOf(source)!.IsFresh);
        Assert.Null(observed.SliceOf(source)!.Failure);
        Assert.Same(observed, SnapshotReducer.Apply(observed, ObservationOf(kind, A.After(1))));

        var limit = before.Inventory.StaleAfterOf(SourceCatalogue.Of(kind));
        var inTime = A.After(1) + limit;
        Assert.Same(observed, SnapshotReducer.Apply(observed, new ClockTicked(inTime)));
        var ticked = SnapshotReducer.Apply(observed, new ClockTicked(inTime + TimeSpan.FromSeconds(1)));
        Assert.Equal(Freshness.Stale, ticked.SliceOf(source)!.Freshness);
        Assert.Equal(A.After(1), ticked.SliceOf(source)!.FailingSince);

        foreach (var other in SourceCatalogue.All.Where(other => other.Kind != kind))
        {
            Assert.Equal(Freshness.Never, ticked.SliceOf(IdOf(other.Kind))!.Freshness);
            Assert.Null(ticked.SliceOf(IdOf(other.Kind))!.Failure);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void ASourceOfTheWrongScope_ChangesNothing(SourceKind kind)
    {
        var before = ClusterSnapshot.For(Inventory());
        var isPerNode = SourceCatalogue.Of(kind).IsPerNode;
        var wrong = new SourceId(kind, isPerNode ? null : A.Name(Node));

        Assert.Same(before, SnapshotReducer.Apply(before, new SourceFailed(wrong, A.Failure(), A.Noon)));
    }

    [Theory]
    [InlineData(SourceKind.HaProxy, 5)]
    [InlineData(SourceKind.KubernetesLeases, 5)]
    [InlineData(SourceKind.HaProxySettings, 25)]
    [InlineData(SourceKind.Clock, 150)]
    [InlineData(SourceKind.Certificates, 750)]
    public void StaleAfter_IsTwoAndAHalfIntervals_AndAtLeastTheConfiguredLimit(SourceKind kind, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Inventory().StaleAfterOf(SourceCatalogue.Of(kind)));

    [Theory]
    [InlineData(SourceKind.LocalEndpoint, 4, 5, 7)]
    [InlineData(SourceKind.Etcd, 4, 5, 7)]
    [InlineData(SourceKind.ApiServer, 4, 5, 7)]
    [InlineData(SourceKind.ApiServer, 1, 5, 5)]
    [InlineData(SourceKind.ApiServer, 4, 15, 15)]
    [InlineData(SourceKind.Scheduler, 4, 5, 12.5)]
    [InlineData(SourceKind.Scheduler, 20, 5, 26)]
    public void StaleAfter_CountsTheTimeThatAProbeMayTake(SourceKind kind, int timeout, int least, double seconds)
    {
        var inventory = Inventory() with
        {
            Probes = new ProbeSchedule { Timeout = TimeSpan.FromSeconds(timeout) },
            StaleAfter = TimeSpan.FromSeconds(least),
        };

        Assert.Equal(TimeSpan.FromSeconds(seconds), inventory.StaleAfterOf(SourceCatalogue.Of(kind)));
    }

    private static ClusterInventory Inventory() => Scenario.InventoryOf(3) with { Probes = ProbeSchedule.Default };

    private static SourceId IdOf(SourceKind kind) =>
        new(kind, SourceCatalogue.Of(kind).IsPerNode ? A.Name(Node) : null);

    /// <summary>An observation of any value: the reducer looks into none but those of HAProxy and of its file.</summary>
    private static Observation ObservationOf(SourceKind kind, DateTimeOffset at) =>
        SampleObservations.Of(kind, A.Name(Node), at);
}

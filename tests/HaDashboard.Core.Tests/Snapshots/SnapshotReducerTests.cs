using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

public sealed class SnapshotReducerTests
{
    private static readonly ClusterSnapshot Nothing = ClusterSnapshot.For(Scenario.InventoryOf());
    private static readonly SourceId Master1 = SourceId.HaProxy(A.Name("k8smaster1"));

    public static TheoryData<Observation> EveryObservation =>
        new(
            (Observation[])
                [
                    SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), A.Reading(A.Server("master1")), A.After(2)),
                    new SourceFailed(Master1, A.Failure(), A.After(2)),
                    new SourceFailed(SourceId.KubernetesApi, A.Failure(), A.After(2)),
                    new SourceFailed(SourceId.KubernetesNodes, A.Failure(), A.After(2)),
                    new SourceFailed(SourceId.KubernetesPods, A.Failure(), A.After(2)),
                    new SourceAlive(SourceId.KubernetesApi, "https://10.0.42.2:6443", A.After(2)),
                    new SourceAlive(SourceId.KubernetesNodes, null, A.After(2)),
                    new SourceAlive(SourceId.KubernetesPods, null, A.After(2)),
                    SourceCatalogue.KubernetesNodes.Listed([A.Node("k8smaster1")], A.After(2)),
                    SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8smaster2", "False"), A.After(2)),
                    SourceCatalogue.KubernetesNodes.Removed(A.Name("k8smaster2").Value, A.After(2)),
                    SourceCatalogue.KubernetesPods.Listed([A.Pod("kube-proxy-x")], A.After(2)),
                    SourceCatalogue.KubernetesPods.Upserted(A.Pod("kube-proxy-x"), A.After(2)),
                    SourceCatalogue.KubernetesPods.Removed($"{"kube-system"}/{"etcd-k8smaster1"}", A.After(2)),
                    new ReloadObserved(A.Reload("r1"), A.After(2)),
                    new ClockTicked(A.After(60)),
                ]
        );

    public static TheoryData<Observation> Strangers =>
        new(
            (Observation[])
                [
                    SourceCatalogue.HaProxy.Observed(A.Name("stranger"), A.Reading(A.Server("master1")), A.Noon),
                    new SourceFailed(SourceId.HaProxy(A.Name("stranger")), A.Failure(), A.Noon),
                    new SourceFailed(new SourceId(SourceKind.HaProxy), A.Failure(), A.Noon),
                    new SourceAlive(Master1, null, A.Noon),
                ]
        );

    [Theory]
    [MemberData(nameof(EveryObservation))]
    public void Apply_SameObservationAgain_IsTheSameReference(Observation observation)
    {
        var once = SnapshotReducer.Apply(Scenario.Whole().Snapshot, observation);
        Assert.Same(once, SnapshotReducer.Apply(once, observation));
    }

    [Theory]
    [MemberData(nameof(EveryObservation))]
    public void Apply_AnyObservation_LeavesTheOldSnapshotAlone(Observation observation)
    {
        var before = Scenario.Whole().Snapshot;
        var (nodes, kubernetes, transitions, reloads) = (
            before.Nodes,
            before.Kubernetes,
            before.Transitions,
            before.Reloads
        );
        var after = SnapshotReducer.Apply(before, observation);
        Assert.NotSame(before, after);
        Assert.Equal(observation.At, after.At);
        Assert.Equal((nodes, transitions, reloads), (before.Nodes, before.Transitions, before.Reloads));
        Assert.Same(kubernetes, before.Kubernetes);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Apply_FactOfSomethingNotInTheInventory_ChangesNothing(Observation observation) =>
        Assert.Same(Nothing, SnapshotReducer.Apply(Nothing, observation));

    [Fact]
    public void Apply_HaProxyObserved_FillsThatNodesSliceAndNoOther()
    {
        var reading = A.Reading(A.Server("master1"));
        var after = SnapshotReducer.Apply(
            Nothing,
            SourceCatalogue.HaProxy.Observed(A.Name("k8smaster2"), reading, A.Noon)
        );
        Assert.Equal(Slice<HaProxyReading>.Of(reading, A.Noon), after.Node("k8smaster2")!.HaProxy);
        Assert.All(after.Nodes.Where(n => n.Name.Value != "k8smaster2"), n =>
            Assert.Equal(Freshness.Never, n.HaProxy.Freshness)
        );
        Assert.Same(Nothing.Kubernetes, after.Kubernetes);
    }

    [Fact]
    public void Apply_SourceFailed_KeepsTheFactsMarkedStaleWithTheReason()
    {
        var before = Scenario.Whole().Snapshot;
        var slice = Fold(before, new SourceFailed(Master1, A.Failure(), A.After(3))).Node("k8smaster1")!.HaProxy;
        Assert.Same(before.Node("k8smaster1")!.HaProxy.Value, slice.Value);
        Assert.Equal(
            (A.Noon, Freshness.Stale, A.Failure(), A.After(3)),
            (slice.ObservedAt!.Value, slice.Freshness, slice.Failure, slice.FailingSince!.Value)
        );
        Assert.Null(slice.FreshValue);
    }

    [Fact]
    public void Apply_SourceFailedBeforeItEverAnswered_StaysNever()
    {
        var slice = Fold(Nothing, new SourceFailed(Master1, A.Failure(), A.After(3))).Node("k8smaster1")!.HaProxy;
        Assert.Equal(
            (Freshness.Never, A.Failure(), A.After(3)),
            (slice.Freshness, slice.Failure, slice.FailingSince!.Value)
        );
        Assert.Null(slice.Value);
    }

    [Fact]
    public void Apply_SourceFailsAgainAndAgain_KeepsTheFirstMomentAndTheLastReason()
    {
        var slice = Fold(
                Scenario.Whole().Snapshot,
                new SourceFailed(Master1, A.Failure(), A.After(3)),
                new SourceFailed(Master1, A.Failure(), A.After(4)),
                new SourceFailed(Master1, A.Failure(FailureKind.HostUnreachable, "no route."), A.After(5))
            )
            .Node("k8smaster1")!
            .HaProxy;
        Assert.Equal((A.After(3), FailureKind.HostUnreachable), (slice.FailingSince!.Value, slice.Failure!.Kind));
    }

    [Fact]
    public void Apply_SourceFailsTheSameWayLater_IsTheSameReference()
    {
        var once = Fold(Scenario.Whole().Snapshot, new SourceFailed(Master1, A.Failure(), A.After(3)));
        Assert.Same(once, Fold(once, new SourceFailed(Master1, A.Failure(), A.After(4))));
    }

    [Fact]
    public void Apply_SilentThenFailed_CountsFromTheSilence()
    {
        var slice = Fold(
                Scenario.Whole().Snapshot,
                new ClockTicked(A.After(6)),
                new SourceFailed(Master1, A.Failure(), A.After(9))
            )
            .Node("k8smaster1")!
            .HaProxy;
        Assert.Equal(A.Noon, slice.FailingSince);
    }

    [Fact]
    public void Apply_SourceRecovers_IsFreshWithoutATraceOfTheFailure()
    {
        var reading = A.Reading(A.Server("master1"));
        var slice = Fold(
                Scenario.Whole().Snapshot,
                new SourceFailed(Master1, A.Failure(), A.After(3)),
                SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), reading, A.After(4))
            )
            .Node("k8smaster1")!
            .HaProxy;
        Assert.Equal(Slice<HaProxyReading>.Of(reading, A.After(4)), slice);
    }

    [Theory]
    [InlineData(0, Freshness.Fresh)]
    [InlineData(5, Freshness.Fresh)]
    [InlineData(5.001, Freshness.Stale)]
    [InlineData(3600, Freshness.Stale)]
    [InlineData(-5, Freshness.Fresh)]
    [InlineData(-3600, Freshness.Stale)]
    public void Apply_ClockTicked_EverySourceTurnsStaleWhenOlderThanTheLimit_OrFromTheFuture(
        double seconds,
        Freshness expected
    )
    {
        var after = Fold(Scenario.Whole().Snapshot, new ClockTicked(A.After(seconds)));
        Assert.All(after.Nodes, node => Assert.Equal(expected, node.HaProxy.Freshness));
        Assert.Equal(
            (expected, expected, expected),
            (after.Kubernetes.Api.Freshness, after.Kubernetes.Nodes.Freshness, after.Kubernetes.Pods.Freshness)
        );
    }

    [Fact]
    public void Apply_ClockTickedWithinTheLimit_IsTheSameReference()
    {
        var before = Scenario.Whole().Snapshot;
        Assert.Same(before, Fold(before, new ClockTicked(A.After(5))));
    }

    [Fact]
    public void Apply_ClockTickedOnNothing_IsTheSameReference() =>
        Assert.Same(Nothing, Fold(Nothing, new ClockTicked(A.After(3600))));

    [Fact]
    public void Apply_ClockTickedOnAFailedSource_DoesNotTouchItsStory()
    {
        var failed = Fold(Nothing, new SourceFailed(Master1, A.Failure(), A.Noon));
        Assert.Same(failed, Fold(failed, new ClockTicked(A.After(3600))));
    }

    [Fact]
    public void Apply_NodesListedAfterReconnect_RemovesVanishedNodes()
    {
        var after = Fold(
            Scenario.Whole().Snapshot,
            SourceCatalogue.KubernetesNodes.Listed([A.Node("k8smaster1"), A.Node("new")], A.After(1))
        );
        Assert.Equal(["k8smaster1", "new"], after.Kubernetes.Nodes.Value!.Keys);
    }

    [Fact]
    public void Apply_PodsListedAfterReconnect_RemovesVanishedPods()
    {
        var after = Fold(Scenario.Whole().Snapshot, SourceCatalogue.KubernetesPods.Listed([A.Pod("only")], A.After(1)));
        Assert.Equal(["kube-system/only"], after.Kubernetes.Pods.Value!.Keys);
    }

    [Fact]
    public void Apply_ListWithTheSameThings_KeepsTheDictionaryAndRenewsTheAge()
    {
        ImmutableArray<Node> nodes = [A.Node("a"), A.Node("b")];
        var once = Fold(Nothing, SourceCatalogue.KubernetesNodes.Listed(nodes, A.Noon));
        var twice = Fold(once, SourceCatalogue.KubernetesNodes.Listed(nodes, A.After(1)));
        Assert.Same(once.Kubernetes.Nodes.Value, twice.Kubernetes.Nodes.Value);
        Assert.Equal(A.After(1), twice.Kubernetes.Nodes.ObservedAt);
    }

    [Fact]
    public void Apply_ListThatTellsAThingTwice_TakesTheLast()
    {
        var nodes = Fold(
            Nothing,
            SourceCatalogue.KubernetesNodes.Listed([A.Node("a", "True"), A.Node("a", "False")], A.Noon)
        ).Kubernetes.Nodes.Value!;
        Assert.Equal(false, Assert.Single(nodes.Values).Ready);
        var pods = Fold(
            Nothing,
            SourceCatalogue.KubernetesPods.Listed([A.Pod("a"), A.Pod("a", ready: false)], A.Noon)
        ).Kubernetes.Pods.Value!;
        Assert.False(Assert.Single(pods.Values).IsReady);
    }

    [Fact]
    public void Apply_EventsBeforeAnyList_AreIgnored_BecauseTheyAreNotTheWhole()
    {
        Observation[] events =
        [
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("a"), A.Noon),
            SourceCatalogue.KubernetesNodes.Removed(A.Name("a").Value, A.Noon),
            SourceCatalogue.KubernetesPods.Upserted(A.Pod("a"), A.Noon),
            SourceCatalogue.KubernetesPods.Removed($"{"kube-system"}/{"a"}", A.Noon),
            new SourceAlive(SourceId.KubernetesNodes, null, A.Noon),
            new SourceAlive(SourceId.KubernetesPods, null, A.Noon),
        ];
        Assert.Same(Nothing, Fold(Nothing, events));
    }

    [Fact]
    public void Apply_NodeEvents_AddReplaceAndRemove()
    {
        var listed = Fold(Nothing, SourceCatalogue.KubernetesNodes.Listed([A.Node("a")], A.Noon));
        var after = Fold(
            listed,
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("b"), A.After(1)),
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("b", "False"), A.After(2)),
            SourceCatalogue.KubernetesNodes.Removed(A.Name("a").Value, A.After(3))
        );
        Assert.Equal(false, Assert.Single(after.Kubernetes.Nodes.Value!.Values).Ready);
        Assert.Equal(A.After(3), after.Kubernetes.Nodes.ObservedAt);
        Assert.Same(Nothing.Kubernetes.Pods, after.Kubernetes.Pods);
    }

    [Fact]
    public void Apply_PodEvents_AddReplaceAndRemove()
    {
        var listed = Fold(Nothing, SourceCatalogue.KubernetesPods.Listed([A.Pod("a")], A.Noon));
        var after = Fold(
            listed,
            SourceCatalogue.KubernetesPods.Upserted(A.Pod("b"), A.After(1)),
            SourceCatalogue.KubernetesPods.Upserted(A.Pod("b", ready: false), A.After(2)),
            SourceCatalogue.KubernetesPods.Removed($"{"kube-system"}/{"a"}", A.After(3))
        );
        Assert.False(Assert.Single(after.Kubernetes.Pods.Value!.Values).IsReady);
    }

    [Fact]
    public void Apply_SameNameInAnotherNamespace_IsAnotherPod()
    {
        var after = Fold(
            Nothing,
            SourceCatalogue.KubernetesPods.Listed([A.Pod("a"), A.Pod("a") with { Namespace = "default" }], A.Noon),
            SourceCatalogue.KubernetesPods.Removed($"{"default"}/{"a"}", A.Noon)
        );
        Assert.Equal("kube-system/a", Assert.Single(after.Kubernetes.Pods.Value!.Keys));
    }

    [Theory]
    [InlineData(SourceKind.KubernetesApi)]
    [InlineData(SourceKind.KubernetesNodes)]
    [InlineData(SourceKind.KubernetesPods)]
    public void Apply_KubernetesSourceFailsAndIsAliveAgain_KeepsItsFactsThroughout(SourceKind kind)
    {
        var before = Scenario.Whole().Snapshot;
        var failed = Fold(before, new SourceFailed(new SourceId(kind), A.Failure(), A.After(3)));
        Assert.Equal((Freshness.Stale, A.After(3)), StateOf(failed));
        var alive = Fold(failed, new SourceAlive(new SourceId(kind), null, A.After(4)));
        Assert.Equal((Freshness.Fresh, null), StateOf(alive));
        Assert.Same(before.Kubernetes.Nodes.Value, alive.Kubernetes.Nodes.Value);
        Assert.Same(before.Kubernetes.Pods.Value, alive.Kubernetes.Pods.Value);
        Assert.Same(before.Kubernetes.Api.Value, alive.Kubernetes.Api.Value);

        (Freshness, DateTimeOffset?) StateOf(ClusterSnapshot snapshot) =>
            kind switch
            {
                SourceKind.KubernetesApi => (snapshot.Kubernetes.Api.Freshness, snapshot.Kubernetes.Api.FailingSince),
                SourceKind.KubernetesNodes => (
                    snapshot.Kubernetes.Nodes.Freshness,
                    snapshot.Kubernetes.Nodes.FailingSince
                ),
                _ => (snapshot.Kubernetes.Pods.Freshness, snapshot.Kubernetes.Pods.FailingSince),
            };
    }

    [Fact]
    public void Apply_ApiAnswersFromAnotherAddress_SaysWhich()
    {
        var after = Fold(
            Scenario.Whole().Snapshot,
            new SourceAlive(SourceId.KubernetesApi, "https://10.0.42.3:6443", A.After(1))
        );
        Assert.Equal("https://10.0.42.3:6443", after.Kubernetes.Api.Value!.Address);
    }

    [Fact]
    public void Apply_ReloadsNextStep_ReplacesTheRecordInItsPlace()
    {
        var after = Fold(
            Nothing,
            new ReloadObserved(A.Reload("r1"), A.Noon),
            new ReloadObserved(A.Reload("r2"), A.After(1)),
            new ReloadObserved(A.Reload("r1", outcome: ReloadOutcome.Succeeded), A.After(2))
        );
        Assert.Equal(["r2", "r1"], after.Reloads.Select(r => r.Id));
        Assert.Equal(ReloadState.Finished, after.Reloads[1].State);
    }

    [Fact]
    public void Apply_ManyReloads_KeepsTheNewest()
    {
        const int Many = ActionRecords.MaxReloads + 10;
        var after = Fold(
            Nothing,
            [
                .. Enumerable
                    .Range(0, Many)
                    .Select(i => new ReloadObserved(A.Reload($"r{i}", outcome: ReloadOutcome.Succeeded), A.After(i))),
            ]
        );
        Assert.Equal(ActionRecords.MaxReloads, after.Reloads.Length);
        Assert.Equal($"r{Many - 1}", after.Reloads[0].Id);
    }

    [Fact]
    public void ComponentPod_TwoOfThem_IsTheNewer()
    {
        var young = A.Pod(ControlPlaneComponent.Etcd, "k8smaster1") with { Name = "etcd-b", CreatedAt = A.Noon };
        var old = young with { Name = "etcd-a", CreatedAt = A.Noon.AddDays(-1) };
        var ancient = young with { Name = "etcd-c", CreatedAt = null };
        foreach (var pods in new[] { new[] { old, young, ancient }, [ancient, young, old] })
        {
            var kubernetes = Fold(Nothing, SourceCatalogue.KubernetesPods.Listed([.. pods], A.Noon)).Kubernetes;
            Assert.Equal("etcd-b", kubernetes.ComponentPod(A.Name("k8smaster1"), ControlPlaneComponent.Etcd)!.Name);
        }

        Assert.Null(Nothing.Kubernetes.ComponentPod(A.Name("k8smaster1"), ControlPlaneComponent.Etcd));
    }

    private static ClusterSnapshot Fold(ClusterSnapshot snapshot, params Observation[] observations) =>
        observations.Aggregate(snapshot, SnapshotReducer.Apply);
}

using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;
using static HaDashboard.Core.Facts.Snapshots.TransitionKind;
using static HaDashboard.Core.Facts.Snapshots.TransitionTone;

namespace HaDashboard.Core.Tests.Snapshots;

public sealed class TransitionTests
{
    private static readonly SourceId Master1 = SourceId.HaProxy(A.Name("k8smaster1"));

    [Fact]
    public void FirstAnswers_AreNoNews() => Assert.Empty(Scenario.Whole().Snapshot.Transitions);

    [Fact]
    public void RepeatedPolls_AreNoNews() =>
        Assert.Empty(New(Poll(A.Server("master1"))(1), Poll(A.Server("master1"))(2)));

    [Fact]
    public void CheckRunningNow_IsNoChangeOfState() =>
        Assert.Empty(
            New(
                Poll(A.Server("master1", "UP", "* L4OK"))(1),
                Poll(A.Server("master1", "UP 2/3", "* L4CON"))(2),
                Poll(A.Server("master1"))(3)
            )
        );

    [Theory]
    [InlineData("DOWN", "L4CON", "DOWN", Bad)]
    [InlineData("NOLB", "L7STS", "NOLB", Bad)]
    [InlineData("MAINT (via a/b)", "", "MAINT", Intent)]
    [InlineData("DRAIN", "L4OK", "DRAIN", Intent)]
    [InlineData("no check", "", "no check", Unknown)]
    [InlineData("SIDEWAYS", "", "SIDEWAYS", Unknown)]
    public void ServersState_IsReportedInHAProxysWords_AndTheRecoveryIsGood(
        string status,
        string check,
        string word,
        TransitionTone tone
    )
    {
        var news = New(
            Poll(A.Server("master1"))(1),
            Poll(A.Server("master1", status, check))(2),
            Poll(A.Server("master1"))(3)
        );
        Assert.Equal(
            [
                new Transition(
                    A.After(3),
                    TransitionKind.Server,
                    Good,
                    A.Name("k8smaster1"),
                    Message.Verbatim("api-backend/master1"),
                    Message.Verbatim(word),
                    Message.Verbatim("UP"),
                    Message.Verbatim("L4OK")
                ),
                new Transition(
                    A.After(2),
                    TransitionKind.Server,
                    tone,
                    A.Name("k8smaster1"),
                    Message.Verbatim("api-backend/master1"),
                    Message.Verbatim("UP"),
                    Message.Verbatim(word),
                    check.Length == 0 ? null : Message.Verbatim(check)
                ),
            ],
            news
        );
    }

    [Fact]
    public void WeightToZeroAndBack_IsAnIntendedChange_AndOtherWeightsAreNoEvents()
    {
        var news = New(
            Poll(A.Server("master1", weight: 10))(1),
            Poll(A.Server("master1", weight: 0))(2),
            Poll(A.Server("master1", weight: 5))(3),
            Poll(A.Server("master1", weight: null))(4)
        );
        Assert.Equal(
            [("weight 0", "weight 5"), ("weight 10", "weight 0")],
            news.Select(t => (t.From!.ToString(), t.To!.ToString()))
        );
        Assert.All(news, t => Assert.Equal((TransitionKind.Server, Intent), (t.Kind, t.Tone)));
    }

    [Fact]
    public void ServersThatComeAndGo_AreConfiguration()
    {
        var news = New(
            Poll(A.Server("master1"), A.Server("master2"))(1),
            Poll(A.Server("master1"), A.Server("new", "DOWN", "L4CON"))(2)
        );
        Assert.Equal(
            [(Configuration, "api-backend/new", null, "DOWN"), (Configuration, "api-backend/master2", "UP", null)],
            news.Select(t => (t.Kind, t.Subject.ToString(), t.From?.ToString(), t.To?.ToString()))
        );
    }

    [Fact]
    public void ServerThatChangedUnobserved_IsReportedWhenItIsObserved()
    {
        var news = New(
            Poll(A.Server("master1"))(1),
            new SourceFailed(Master1, A.Failure(), A.After(2)),
            Poll(A.Server("master1", "DOWN", "L4CON"))(60)
        );
        Assert.Equal([Process, TransitionKind.Server, Process], news.Select(t => t.Kind));
        Assert.Equal(A.After(60), news[1].At);
    }

    [Fact]
    public void NewWorker_IsReportedWithItsPids_AndANewVersionIsNamed()
    {
        var servers = new[] { A.Server("master1") };
        var news = New(
            Poll(A.Process(pid: 1, started: 1), servers)(1),
            Poll(A.Process(pid: 2, started: 2), servers)(2),
            Poll(A.Process(pid: 3, started: 3, version: "2.8.3"), servers)(3)
        );
        Assert.Equal(
            [(Process, "pid 2", "pid 3", "a new worker, version 2.8.3"), (Process, "pid 1", "pid 2", "a new worker")],
            news.Select(t => (t.Kind, t.From!.ToString(), t.To!.ToString(), t.Detail!.ToString()))
        );
    }

    [Fact]
    public void HaProxyFailsAndRecovers_IsReportedOnceEach()
    {
        var news = New(
            Poll(A.Server("master1"))(1),
            new SourceFailed(Master1, A.Failure(FailureKind.Timeout), A.After(2)),
            new SourceFailed(Master1, A.Failure(FailureKind.ConnectionLost), A.After(3)),
            new SourceFailed(Master1, A.Failure(FailureKind.Timeout), A.After(4)),
            Poll(A.Server("master1"))(5)
        );
        Assert.Equal(
            [("not observed", "observed", Good), ("observed", "not observed", Unknown)],
            news.Select(t => (t.From!.ToString(), t.To!.ToString(), t.Tone))
        );
        Assert.Equal(A.Failure().Message, news[1].Detail);
    }

    [Fact]
    public void HaProxyThatFailedFromTheStart_IsReportedWhenItFirstAnswers()
    {
        var empty = ClusterSnapshot.For(Scenario.InventoryOf());
        var news = New(empty, new SourceFailed(Master1, A.Failure(), A.After(1)), Poll(A.Server("master1"))(2));
        Assert.Equal(
            [("not observed", "observed"), (null, "not observed")],
            news.Select(t => (t.From?.ToString(), t.To!.ToString()))
        );
    }

    [Fact]
    public void HaProxyNotRunning_IsADifferentStoryThanNotObserved()
    {
        var news = New(
            Poll(A.Server("master1"))(1),
            new SourceFailed(Master1, A.Failure(FailureKind.SocketRefused), A.After(2)),
            new SourceFailed(Master1, A.Failure(FailureKind.Timeout), A.After(3))
        );
        Assert.Equal(
            [("not running", "not observed", Unknown), ("observed", "not running", Bad)],
            news.Select(t => (t.From!.ToString(), t.To!.ToString(), t.Tone))
        );
    }

    [Fact]
    public void HaProxyTurnsStaleAndThenFails_IsReportedOnce()
    {
        var news = New(
            new ClockTicked(A.After(4)),
            new ClockTicked(A.After(6)),
            new ClockTicked(A.After(7)),
            new SourceFailed(Master1, A.Failure(), A.After(8))
        );
        Assert.Equal(Scenario.InventoryOf().Nodes.Length, news.Count(t => t.Kind is Process));
        Assert.Equal("No new data arrived in time.", news.First(t => t.Kind is Process).Detail!.ToString());
    }

    [Fact]
    public void ApiFailsTurnsStaleAndAnswers_IsReportedOncePerChange()
    {
        var news = New(
            new SourceFailed(SourceId.KubernetesApi, A.Failure(), A.After(1)),
            new SourceFailed(SourceId.KubernetesApi, A.Failure(FailureKind.ServerError), A.After(2)),
            new SourceAlive(SourceId.KubernetesApi, "https://b:6443", A.After(3))
        );
        Assert.Equal(
            [
                (Api, Good, "unreachable", "answers", "https://b:6443"),
                (Api, Bad, "answers", "unreachable", A.Failure().Message),
            ],
            news.Select(t => (t.Kind, t.Tone, t.From!.ToString(), t.To!.ToString(), t.Detail!.ToString()))
        );
    }

    [Fact]
    public void ApiThatFailedFromTheStart_IsReported_AndItsFirstAnswerToo()
    {
        var empty = ClusterSnapshot.For(Scenario.InventoryOf());
        var news = New(
            empty,
            new SourceFailed(SourceId.KubernetesApi, A.Failure(), A.After(1)),
            new SourceAlive(SourceId.KubernetesApi, "https://b:6443", A.After(2))
        );
        Assert.Equal(
            [("unreachable", "answers"), (null, "unreachable")],
            news.Select(t => (t.From?.ToString(), t.To!.ToString()))
        );
    }

    [Fact]
    public void Nodes_JoinTurnAndLeave()
    {
        var news = New(
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("new"), A.After(1)),
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("new", "False", reason: "KubeletNotReady"), A.After(2)),
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("new", "Unknown", reason: "NodeStatusUnknown"), A.After(3)),
            SourceCatalogue.KubernetesNodes.Upserted(A.Node("new", "True", unschedulable: true), A.After(4)),
            SourceCatalogue.KubernetesNodes.Removed(A.Name("new").Value, A.After(5))
        );
        Assert.Equal(
            [
                (Neutral, "Ready", null, "left the cluster"),
                (Intent, "schedulable", "cordoned", null),
                (Good, "Unknown", "Ready", null),
                (Unknown, "NotReady", "Unknown", "NodeStatusUnknown"),
                (Bad, "Ready", "NotReady", "KubeletNotReady"),
                (Neutral, null, "Ready", "joined"),
            ],
            news.OrderByDescending(t => t.At)
                .ThenBy(t => t.Tone is Good)
                .Select(t => (t.Tone, t.From?.ToString(), t.To?.ToString(), t.Detail?.ToString()))
        );
        Assert.All(news, t => Assert.Equal(TransitionKind.Node, t.Kind));
    }

    [Fact]
    public void Pods_StartServeCrashRestartAndGo()
    {
        var pending = A.Pod("p", "k8sworker1", ready: false) with { Phase = "Pending" };
        var news = New(
            SourceCatalogue.KubernetesPods.Upserted(pending, A.After(1)),
            SourceCatalogue.KubernetesPods.Upserted(A.Pod("p", "k8sworker1", containers: A.Running()), A.After(2)),
            SourceCatalogue.KubernetesPods.Upserted(
                A.Pod("p", "k8sworker1", containers: A.Running(restarts: 1)),
                A.After(3)
            ),
            SourceCatalogue.KubernetesPods.Upserted(
                A.Pod("p", "k8sworker1", ready: false, containers: A.CrashLooping(restarts: 2)),
                A.After(4)
            ),
            SourceCatalogue.KubernetesPods.Upserted(
                A.Pod("p", "k8sworker1", ready: false, containers: A.Running(restarts: 2)),
                A.After(5)
            ),
            SourceCatalogue.KubernetesPods.Upserted(
                A.Pod("p", "k8sworker1") with
                {
                    DeletedAt = A.After(6),
                },
                A.After(6)
            ),
            SourceCatalogue.KubernetesPods.Removed($"{"kube-system"}/{"p"}", A.After(7))
        );
        Assert.Equal(
            [
                (Neutral, "Terminating", null, "removed"),
                (Neutral, "Running, not ready", "Terminating", null),
                (Bad, "CrashLoopBackOff", "Running, not ready", null),
                (Bad, "Running", "CrashLoopBackOff", "restart 2"),
                (Bad, "Running", "Running", "restart 1"),
                (Good, "Pending", "Running", null),
                (Neutral, null, "Pending", null),
            ],
            news.Select(t => (t.Tone, t.From?.ToString(), t.To?.ToString(), t.Detail?.ToString()))
        );
    }

    [Fact]
    public void PodsListedAgainAsNewObjects_AreNoNews()
    {
        static Listed<Pod> List(double at) =>
            SourceCatalogue.KubernetesPods.Listed(
                [A.Pod("p", containers: A.Running()), A.Pod(ControlPlaneComponent.Etcd, "k8smaster1")],
                A.After(at)
            );
        Assert.Empty(New(ClusterSnapshot.For(Scenario.InventoryOf()), List(1), List(2)));
    }

    [Fact]
    public void CompletedPod_IsGood() =>
        Assert.Equal(
            Good,
            Assert
                .Single(
                    New(
                        SourceCatalogue.KubernetesPods.Upserted(
                            A.Pod("job", ready: false) with
                            {
                                Phase = "Succeeded",
                            },
                            A.After(1)
                        )
                    )
                )
                .Tone
        );

    [Fact]
    public void Reload_IsReportedWhenItStartsAndWhenItEnds()
    {
        var news = New(
            new ReloadObserved(A.Reload("r1"), A.After(1)),
            new ReloadObserved(A.Reload("r1") with { Reason = "new certificate" }, A.After(2)),
            new ReloadObserved(A.Reload("r1", outcome: ReloadOutcome.Suspect), A.After(3))
        );
        Assert.Equal(
            [
                (TransitionKind.Reload, Unknown, "started", "suspect", "It ended."),
                (TransitionKind.Reload, Intent, null, "started", "by ops: new certificate"),
            ],
            news.Select(t => (t.Kind, t.Tone, t.From?.ToString(), t.To!.ToString(), t.Detail!.ToString()))
        );
    }

    [Fact]
    public void ManyTransitions_TheNewestFiveHundredAreKept_NewestFirst()
    {
        var up = A.Reading(A.Server("master1"));
        var down = A.Reading(A.Server("master1", "DOWN", "L4CON"));
        var after = Enumerable
            .Range(0, 700)
            .Aggregate(ClusterSnapshot.For(Scenario.InventoryOf()), (s, i) =>
                SnapshotReducer.Apply(
                    s,
                    SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), i % 2 == 0 ? up : down, A.After(i))
                )
            );
        Assert.Equal(500, after.Transitions.Count);
        Assert.Equal(A.After(699), after.Transitions[0].At);
        Assert.Equal(after.Transitions.OrderByDescending(t => t.At), after.Transitions);
    }

    private static Func<double, Observation> Poll(params Server[] servers) => Poll(A.Process(), servers);

    private static Func<double, Observation> Poll(ProcessInfo process, params Server[] servers) =>
        at => SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), A.Reading(process, servers), A.After(at));

    /// <summary>The transitions that a healthy cluster reports for these facts. The first poll only sets the initial state.</summary>
    private static IReadOnlyList<Transition> New(params Observation[] observations)
    {
        var stage = observations[0] is SourceObserved<HaProxyReading> first
            ? SnapshotReducer.Apply(Scenario.Whole().NeverObserved("k8smaster1").Snapshot, first)
            : Scenario.Whole().Snapshot;
        return New(stage, observations);
    }

    private static IReadOnlyList<Transition> New(ClusterSnapshot stage, params Observation[] observations) =>
        observations.Aggregate(stage, SnapshotReducer.Apply).Transitions;
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Preflight;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Sources;
using Xunit;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;
using static HaDashboard.Core.Diagnosis.Verdicts.Level;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// Facts over time: a fault comes, is judged by its level, its causes and what is folded under them, what may be done meanwhile, and
/// after the
/// fault the cluster is green again. The table of it is in the test's output.
/// </summary>
public sealed class ScenarioSuiteTests(ITestOutputHelper output)
{
    private static readonly ImmutableArray<Case> Cases =
    [
        new("nothing fails", 3, s => s, Healthy, [], [], Yes),
        new("nothing fails, five masters", 5, s => s, Healthy, [], [], Yes),
        new("one master only", 1, s => s, Healthy, [], [], No),
        // single failures
        new(
            "a host is gone",
            3,
            s => s.Host(2),
            AtRisk,
            ["master.unreachable k8smaster2"],
            ["haproxy.server-down", "haproxy.unreachable"],
            No
        ),
        new(
            "a host of five is gone",
            5,
            s => s.Host(2),
            Degraded,
            ["master.unreachable k8smaster2"],
            ["haproxy.server-down", "haproxy.unreachable"],
            No
        ),
        new(
            "an apiserver ends",
            3,
            s => s.ApiServerEnds(2),
            Degraded,
            ["apiserver.not-live k8smaster2"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "an apiserver hangs, and HAProxy does not notice",
            3,
            s => s.ApiServerHangs(3),
            Degraded,
            ["haproxy.false-green k8smaster3"],
            ["apiserver.not-live"],
            No
        ),
        new(
            "an apiserver ends, and no HAProxy has noticed yet",
            3,
            s => s.ApiServerEndsUnnoticed(2),
            Degraded,
            ["apiserver.not-live k8smaster2"],
            [],
            No
        ),
        new(
            "an apiserver ends, and HAProxy does not notice",
            3,
            s => s.ApiServerEndsUnnoticed(2).At(20),
            Degraded,
            ["haproxy.false-green k8smaster2"],
            ["apiserver.not-live"],
            No
        ),
        new(
            "an apiserver is not ready",
            3,
            s => s.ApiServerNotReady(1),
            Degraded,
            ["haproxy.false-green k8smaster1"],
            ["apiserver.not-ready"],
            Yes
        ),
        new(
            "an etcd member ends, its apiserver with it",
            3,
            s => s.EtcdEnds(2).ApiServerNotReady(2),
            AtRisk,
            ["etcd.member-down k8smaster2"],
            ["etcd.at-quorum", "apiserver.not-ready", "haproxy.false-green"],
            No
        ),
        new(
            "HAProxy ends on a worker",
            3,
            s => s.HaProxyEnds("k8sworker1"),
            Degraded,
            ["haproxy.process-down k8sworker1"],
            [],
            No
        ),
        new(
            "a worker's kubelet is silent",
            3,
            s => s.NodeSilent("k8sworker1"),
            Degraded,
            ["k8s.node-not-ready k8sworker1"],
            [],
            No
        ),
        new(
            "SSH to a worker is gone",
            3,
            s => s.SshGone("k8sworker1"),
            Degraded,
            ["haproxy.unreachable k8sworker1"],
            [],
            Consent.Unknown
        ),
        new(
            "the Kubernetes API does not answer us",
            3,
            s => s.ApiSilent(),
            Degraded,
            ["k8s.api-unreachable *"],
            [],
            Consent.Unknown
        ),
        // links and partitions
        new(
            "a link worker to master",
            3,
            s => s.Loses("k8sworker1", 1),
            Degraded,
            ["haproxy.partial-view k8sworker1"],
            ["haproxy.server-down"],
            Yes
        ),
        new(
            "a link master to master",
            3,
            s => s.Loses("k8smaster1", 3).Loses("k8smaster3", 1),
            Degraded,
            ["haproxy.partial-view *"],
            ["haproxy.server-down"],
            Yes
        ),
        new(
            "a worker reaches nobody",
            3,
            s => s.Loses("k8sworker1", 1, 2, 3),
            Degraded,
            ["haproxy.no-server-up k8sworker1"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "a firewall on one master",
            3,
            s => s.LosesOn(2, "k8smaster1", "k8smaster3", "k8sworker1", "k8sworker2"),
            Degraded,
            ["haproxy.partial-view *"],
            ["haproxy.server-down"],
            Yes
        ),
        new(
            "1 | 2 3 and the workers",
            3,
            s => s.Partitioned([1], [2, 3], workers: 2),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 | 2 3, the workers reach both",
            3,
            s => s.Partitioned([1], [2, 3], workers: 0),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "workers | masters",
            3,
            s => s.Loses("k8sworker1", 1, 2, 3).Loses("k8sworker2", 1, 2, 3),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.no-server-up", "haproxy.server-down"],
            No
        ),
        new(
            "1 2 | 3 4 5",
            5,
            s => s.Partitioned([1, 2], [3, 4, 5], workers: 2),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 | 2 3 4 5",
            5,
            s => s.Partitioned([1], [2, 3, 4, 5], workers: 2),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 2 | 3 4 5, without leader on the small side",
            5,
            s => s.Partitioned([1, 2], [3, 4, 5], workers: 2).EtcdCutOff(1, 2),
            AtRisk,
            ["cluster.partition *"],
            ["etcd.member-down", "etcd.at-quorum"],
            No
        ),
        new(
            "a worker lacks two of three masters",
            3,
            s => s.Loses("k8sworker1", 1, 2),
            Degraded,
            ["haproxy.partial-view k8sworker1"],
            ["haproxy.server-down"],
            Yes
        ),
        new(
            "1 | 2 | 3",
            3,
            s => s.Partitioned([1], [2, 3], workers: 0).Partitioned([2], [3], workers: 0),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 2 and a worker | 3 and a worker",
            3,
            s => s.Partitioned([3], [1, 2], workers: 1).Loses("k8sworker2", 1, 2),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "2 | 3, and 2 knows no leader",
            3,
            s => s.Loses("k8smaster2", 3).Loses("k8smaster3", 2).EtcdCutOff(2).ApiServerNotReady(2),
            AtRisk,
            ["cluster.partition *"],
            ["etcd.member-down", "haproxy.server-down", "haproxy.false-green", "apiserver.not-ready"],
            No
        ),
        new(
            "1 | 2 3 without leader on the small side",
            3,
            s => s.Partitioned([1], [2, 3], workers: 2).EtcdCutOff(1),
            AtRisk,
            ["cluster.partition *"],
            ["etcd.member-down", "etcd.at-quorum"],
            No
        ),
        new(
            "1 2 3 | 4 5, the workers with the small side",
            5,
            s => s.Partitioned([1, 2, 3], [4, 5], workers: 2),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 2 | 3 4 5, the workers reach both",
            5,
            s => s.Partitioned([1, 2], [3, 4, 5], workers: 0),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "1 | 2 3 | 4 5",
            5,
            s => s.Partitioned([1], [2, 3, 4, 5], workers: 2).Partitioned([2, 3], [4, 5], workers: 0),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "a link of five, and one end knows no leader",
            5,
            s => s.Loses("k8smaster4", 5).Loses("k8smaster5", 4).EtcdCutOff(5),
            Degraded,
            ["cluster.partition *"],
            ["etcd.member-down"],
            No
        ),
        new(
            "workers | masters, five masters",
            5,
            s => s.Loses("k8sworker1", 1, 2, 3, 4, 5).Loses("k8sworker2", 1, 2, 3, 4, 5),
            Degraded,
            ["cluster.partition *"],
            ["haproxy.no-server-up"],
            No
        ),
        // double failures
        new(
            "two hosts are gone",
            3,
            s => s.Host(2).Host(3),
            Down,
            ["master.unreachable k8smaster2", "master.unreachable k8smaster3"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "a host is gone and another's etcd ends",
            3,
            s => s.Host(2).EtcdEnds(3).EtcdCutOff(1),
            Down,
            ["master.unreachable k8smaster2", "etcd.member-down k8smaster3", "etcd.no-leader *"],
            [],
            No
        ),
        new(
            "two etcd members end, HAProxy says all UP",
            3,
            s => s.EtcdEnds(2).EtcdEnds(3).EtcdCutOff(1).ApiServerNotReady(1).ApiServerNotReady(2).ApiServerNotReady(3),
            Down,
            ["etcd.member-down k8smaster2", "etcd.member-down k8smaster3", "etcd.quorum-lost *"],
            ["etcd.no-leader", "apiserver.not-ready", "haproxy.false-green"],
            No
        ),
        new(
            "two hosts of five are gone",
            5,
            s => s.Host(2).Host(3),
            AtRisk,
            ["master.unreachable k8smaster2", "master.unreachable k8smaster3"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "a host is gone and a worker's HAProxy",
            3,
            s => s.Host(2).HaProxyEnds("k8sworker1"),
            AtRisk,
            ["master.unreachable k8smaster2", "haproxy.process-down k8sworker1"],
            ["haproxy.server-down"],
            No
        ),
        new(
            "every apiserver hangs",
            3,
            s => s.ApiServerHangs(1).ApiServerHangs(2).ApiServerHangs(3),
            Down,
            ["haproxy.false-green k8smaster1"],
            ["apiserver.not-live"],
            No
        ),
        new(
            "every server is DOWN everywhere",
            3,
            s => s.EveryServerDown(),
            Down,
            ["haproxy.no-server-up *"],
            ["haproxy.server-down"],
            No
        ),
        // stale, contradictory, forgotten
        new("all is silent", 3, s => s.Silent(), Level.Unknown, ["source.stale k8smaster1"], [], Consent.Unknown),
        new(
            "DOWN everywhere, and the apiserver is ready",
            3,
            s => s.ServerDown(2),
            Degraded,
            ["haproxy.server-down *"],
            [],
            Yes
        ),
        new(
            "MAINT, forgotten",
            3,
            s => s.Maint(2, minutes: 40),
            Degraded,
            ["haproxy.forgotten-maint *"],
            ["haproxy.server-down"],
            Yes
        ),
        new("MAINT, a minute ago", 3, s => s.Maint(2, minutes: 1), Degraded, ["haproxy.server-down *"], [], Yes),
        new("a master flaps", 3, s => s.Flaps(2, times: 3), Degraded, ["haproxy.flapping *"], [], Yes),
        new(
            "two masters flap",
            5,
            s => s.Flaps(2, times: 3).Flaps(4, times: 4),
            Degraded,
            ["haproxy.flapping *"],
            [],
            Yes
        ),
        new(
            "a scheduler ends, by its port and by its pod",
            3,
            s => s.SchedulerEnds(1).PodEnded(ControlPlaneComponent.Scheduler, 1),
            Degraded,
            ["component.unhealthy k8smaster1"],
            ["pod.crash-loop"],
            Yes
        ),
        new("another node is cordoned", 3, s => s.Cordoned("k8smaster3"), Healthy, [], [], No),
        new("etcd's disk is slow", 3, s => s.SlowDisk(3), Degraded, ["etcd.slow-disk k8smaster3"], [], No),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AFault_IsReported_WhileItLasts(string name)
    {
        var it = Cases.Single(c => c.Name == name);
        var play = it.Fault(new Play(it.Masters));
        var verdict = play.Verdict;
        var answer = WhatIf.Of(
            ClusterDiagnosis.Of(play.Snapshot),
            play.Snapshot.Nodes[0],
            WhatIfAction.Reboot,
            play.Now
        );

        output.WriteLine(
            $"| {it.Name} | {it.Level} | {verdict.Level} | {verdict.Summary} | causes: "
                + $"{string.Join(", ", verdict.Causes.Select(f => f.Key))} | folded: "
                + $"{verdict.Findings.Length - verdict.Causes.Count()} | reboot k8smaster1: {answer.Answer} ({answer.Reasons[0].Text}) |"
        );
        Assert.Equal(it.Level, verdict.Level);
        Assert.All(it.Causes, cause =>
            Assert.Contains(verdict.Causes, f => f.Key.StartsWith(cause + " ", StringComparison.Ordinal))
        );
        Assert.All(it.Folded, rule => Assert.Contains(verdict.Findings, f => f.Rule.Value == rule && !f.IsCause));
        Assert.All(it.Folded, rule => Assert.DoesNotContain(verdict.Causes, f => f.Rule.Value == rule));
        Assert.Equal(it.Reboot, answer.Answer);
        Assert.All(verdict.Findings, RuleTests.AssertComplete);
        Assert.All(verdict.Findings.Where(f => !f.IsCause), f =>
            Assert.Contains(verdict.Findings, cause => cause.Key == f.CausedBy)
        );

        var after = play.Recovers();
        Assert.Equal(Healthy, after.Verdict.Level);
        Assert.Empty(after.Verdict.Causes);
    }

    /// <summary>
    /// From the first poll that shows it: at most the hold of two seconds and one poll until the right cause is named; the level waits
    /// for nothing.
    /// </summary>
    [Fact]
    public void TheRightVerdict_IsThereWithinTheHoldAndAPoll()
    {
        var play = new Play(3).At(100).Partitioned([1], [2, 3], workers: 2, age: 0);
        Assert.Equal(Degraded, play.Verdict.Level);
        Assert.DoesNotContain(play.Verdict.Findings, f =>
            f.Rule.Value is "cluster.partition" or "haproxy.partial-view"
        );
        Assert.Contains(play.At(102).Partitioned([1], [2, 3], workers: 2, age: 2).Verdict.Causes, f =>
            f.Rule.Value == "cluster.partition"
        );
        Assert.Equal(Down, new Play(3).At(100).EveryServerDown(age: 0).Verdict.Level);
    }

    [Fact]
    public void AHostThatHaProxysLoseOneByOne_IsNeverCalledAPartition()
    {
        var play = new Play(3).At(100).SshGone("k8smaster2").LosesOn(2, "k8smaster1");
        Assert.DoesNotContain(play.Verdict.Findings, f =>
            f.Rule.Value is "cluster.partition" or "haproxy.partial-view"
        );
        Assert.Contains(play.At(103).LosesOn(2, "k8smaster3", "k8sworker1", "k8sworker2").Verdict.Causes, f =>
            f.Key.StartsWith("master.unreachable k8smaster2", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void AServerThatFallsAndComesBackBetweenTwoPolls_Flaps()
    {
        static SourceObserved<HaProxyReading> Seen(int falls) =>
            SourceCatalogue.HaProxy.Observed(
                A.Name("k8smaster1"),
                A.Reading(
                    A.Server("master1") with
                    {
                        LastChangeSeconds = 10 - falls,
                        Row = A.Row("svname,chkdown", $"master1,{falls}"),
                    }
                ),
                A.After(falls)
            );
        var verdict = Scenario.Whole(1, 0).Then([.. Enumerable.Range(0, 4).Select(Seen)]).Verdict;
        Assert.Contains(verdict.Causes, f => f.Rule.Value == "haproxy.flapping");
        Assert.NotEqual(Healthy, verdict.Level);
    }

    [Fact]
    public void OneMissedPoll_IsNoAlarm()
    {
        var play = new Play(3);
        var one = SnapshotReducer.Apply(play.Snapshot, new ClockTicked(play.Now.AddSeconds(3))); // no data for three polls
        Assert.Equal(Healthy, Judge.Assess(ClusterDiagnosis.Of(one)).Level);
    }

    [Fact]
    public void OldData_IsNoYes()
    {
        var play = new Play(3);
        Assert.Equal(
            Yes,
            WhatIf
                .Of(
                    ClusterDiagnosis.Of(play.Snapshot),
                    play.Snapshot.Nodes[0],
                    WhatIfAction.Reboot,
                    play.Now.AddSeconds(9)
                )
                .Answer
        );
        Assert.All(
            WhatIf.All(ClusterDiagnosis.Of(play.Snapshot), play.Snapshot.Nodes[0], play.Now.AddSeconds(11)),
            answer => Assert.Equal(Consent.Unknown, answer.Answer)
        );
    }

    [Fact]
    public void NothingConfigured_AndHalfConfigured_AreNeverGreen()
    {
        Assert.Equal(Level.Unknown, Scenario.Whole(0, 0).Verdict.Level);
        Assert.Equal(Level.Unknown, Scenario.Whole(0, 2).Verdict.Level);
        Assert.NotEqual(Healthy, Scenario.Whole().NotListed("master3").Verdict.Level);
        Assert.NotEqual(Healthy, Scenario.Whole().NoBackend("k8sworker1").Verdict.Level);
    }

    [Fact]
    public void SingleFailuresThatWouldEndIt()
    {
        Assert.Empty(ClusterDiagnosis.Of(new Play(3).Snapshot).SingleFailures);
        Assert.Empty(ClusterDiagnosis.Of(new Play(5).Host(1).Snapshot).SingleFailures);
        Assert.Equal(
            ["k8smaster1"],
            ClusterDiagnosis.Of(new Play(1).Snapshot).SingleFailures.Select(f => f.Node.Value)
        );
        var left = ClusterDiagnosis.Of(new Play(3).Host(2).Snapshot).SingleFailures;
        Assert.Equal(["k8smaster1", "k8smaster3"], left.Select(f => f.Node.Value));
        Assert.All(left, f => Assert.False(f.IsCertain)); // the member on the lost host was not observed: it may be running
        Assert.Equal(
            ["k8smaster1", "k8smaster3"],
            ClusterDiagnosis
                .Of(new Play(3).EtcdEnds(2).Snapshot)
                .SingleFailures.Where(f => f.IsCertain)
                .Select(f => f.Node.Value)
        );
        Assert.Contains(
            ClusterDiagnosis.Of(new Play(3).ApiServerHangs(1).ApiServerHangs(2).Snapshot).SingleFailures,
            f => f is { Node.Value: "k8smaster3", IsCertain: true }
        );
    }

    [Fact]
    public void Drain_And_Reload()
    {
        var play = new Play(3);
        Assert.Equal(
            [Yes, Yes, Yes, Yes],
            WhatIf.All(ClusterDiagnosis.Of(play.Snapshot), play.Snapshot.Nodes[0], play.Now).Select(a => a.Answer)
        );
        Assert.Equal(No, Answer(new Play(3).Maint(2, minutes: 1), WhatIfAction.Reload));
        Assert.Equal(No, Answer(new Play(3).ApiServerHangs(2), WhatIfAction.Drain));
        Assert.Equal(Consent.Unknown, Answer(new Play(3).SshGone("k8smaster1"), WhatIfAction.Reload));
        static Consent Answer(Play play, WhatIfAction action) =>
            WhatIf.Of(ClusterDiagnosis.Of(play.Snapshot), play.Snapshot.Nodes[0], action, play.Now).Answer;
    }

    private sealed record Case(
        string Name,
        int Masters,
        Func<Play, Play> Fault,
        Level Level,
        ImmutableArray<string> Causes,
        ImmutableArray<string> Folded,
        Consent Reboot
    );
}

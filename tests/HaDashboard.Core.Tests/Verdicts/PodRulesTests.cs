using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// Pods that end, start and terminate in normal operation do not make a healthy cluster Degraded; a pod that is really lost does.
/// Every case is true for one master and for three.
/// </summary>
public sealed class PodRulesTests
{
    private const string Worker = "k8sworker1";
    private const string Master = "k8smaster1";
    private const string CoreDns = "ReplicaSet/coredns-64df57d996";
    private const string NewCoreDns = "ReplicaSet/coredns-5d78c9869d";
    private const string Proxy = "DaemonSet/kube-proxy";
    private static readonly int[] Sizes = [1, 3];

    [Theory]
    [InlineData("Evicted", CoreDns)]
    [InlineData("Terminated", CoreDns)]
    [InlineData("NodeAffinity", NewCoreDns)]
    [InlineData("Shutdown", null)]
    public void FailedPods_WhoseWorkloadIsReady_AreNoFinding(string reason, string? owner) =>
        Expect(
            [],
            Ended("coredns-a", "Failed", reason, owner),
            Ended("coredns-b", "Failed", reason, owner),
            Ended("coredns-c", "Succeeded", null, owner),
            Ready("coredns-d", owner is null ? null : CoreDns)
        );

    [Fact]
    public void FailedPods_ThatNothingReplaces_AreOneInfo()
    {
        var verdict = Expect(
            ["Info pod.left-over * kube-system"],
            Ended("debug-1", "Failed", "Error", null) with
            {
                App = null,
            },
            Ended("debug-2", "Failed", "Evicted", null) with
            {
                App = null,
            },
            Ended("once-1", "Failed", "Error", "Job/once"),
            Ended("done", "Succeeded", null, null) with
            {
                App = null,
            }
        );

        Assert.Equal("3 finished pods are left over in kube-system.", verdict.Findings[0].Message.ToString());
        Assert.StartsWith("Run: kubectl get pods -n kube-system", verdict.Findings[0].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedPods_WhoseReplacementIsNotReady_AreLeftOver_AndTheReplacementIsTheFinding() =>
        Expect(
            ["Warning pod.not-ready k8sworker1 kube-system/coredns-b", "Info pod.left-over * kube-system"],
            Ended("coredns-a", "Failed", "Evicted", CoreDns),
            NotReady("coredns-b", CoreDns)
        );

    [Theory]
    [InlineData("Failed", CoreDns)]
    [InlineData("Succeeded", CoreDns)]
    [InlineData("Failed", "StatefulSet/db")]
    [InlineData("Failed", "Node/k8sworker1")]
    public void EveryPodOfAWorkloadHasEnded_IsALoss(string phase, string owner) =>
        Expect(["Warning pod.not-ready k8sworker1 kube-system/x"], Ended("x", phase, "Evicted", owner));

    [Fact]
    public void AnEndedPodOfAStatefulSet_IsNotReplacedByAnother() =>
        Expect(
            ["Warning pod.not-ready k8sworker1 kube-system/db-0"],
            Ended("db-0", "Failed", "Evicted", "StatefulSet/db"),
            Ready("db-1", "StatefulSet/db")
        );

    [Fact]
    public void AnEndedPodOfADaemonSet_NeedsASuccessorOnItsNode()
    {
        var ended = Ended("kube-proxy-a", "Failed", "Evicted", Proxy);

        Expect([], ended, Ready("kube-proxy-b", Proxy), Ready("kube-proxy-m", Proxy, Master));
        Expect(
            ["Warning pod.not-ready k8sworker1 kube-system/kube-proxy-a"],
            ended,
            Ready("kube-proxy-m", Proxy, Master)
        );
        Expect(
            ["Info pod.left-over * kube-system"],
            ended with
            {
                Node = A.Name("removed"),
            },
            Ready("kube-proxy-m", Proxy, Master)
        );
    }

    [Fact]
    public void AnEndedPodOfAComponent_IsALoss_UntilThatMasterHasAnother()
    {
        var ended = A.Pod(ControlPlaneComponent.Scheduler, Master, ready: false) with
        {
            Phase = "Failed",
            Reason = "Evicted",
        };

        Expect(["Critical pod.not-ready k8smaster1 kube-system/kube-scheduler-k8smaster1"], ended);
        Expect([], ended with { Name = "old-kube-scheduler-k8smaster1" });
        Expect(
            ["Critical pod.not-ready k8smaster1 kube-system/kube-scheduler-k8smaster1"],
            A.Pod(ControlPlaneComponent.Scheduler, Master) with
            {
                DeletedAt = A.After(30),
            }
        );
    }

    [Theory]
    [InlineData("Job/backup")]
    [InlineData("Job/backup-29400000")]
    public void AFailedAttemptOfAJob_IsLeftOver_UntilALaterOneSucceeds(string owner)
    {
        var failed = Ended("backup-1", "Failed", "Error", owner);
        var later = Ended("backup-2", "Succeeded", null, owner) with { CreatedAt = A.Noon.AddHours(-1) };

        Expect(["Info pod.left-over * kube-system"], failed);
        Expect([], failed, later);
        Expect(["Info pod.left-over * kube-system"], failed, later with { CreatedAt = A.Noon.AddDays(-2) });
    }

    [Fact]
    public void TheNextRunOfACronJob_SucceedsForTheOneBefore() =>
        Expect(
            [],
            Ended("backup-1", "Failed", "Error", "Job/backup-29400000"),
            Ended("backup-2", "Succeeded", null, "Job/backup-29400060")
        );

    [Fact]
    public void AnotherJobWithASimilarName_DoesNotSucceedForIt() =>
        Expect(
            ["Info pod.left-over * kube-system"],
            Ended("backup-1", "Failed", "Error", "Job/backup-one"),
            Ended("backup-2", "Succeeded", null, "Job/backup-two")
        );

    [Fact]
    public void ANewPodOfAJob_MayStart_AndItsEndIsNoFinding()
    {
        var starting = New("backup-1", "Job/backup-29400000", 5);
        Expect(["Info pod.not-ready k8sworker1 kube-system/backup-1"], starting);
        Expect(["Warning pod.not-ready k8sworker1 kube-system/backup-1"], 120, starting);
        Expect(
            [],
            NotReady("backup-1", "Job/backup-29400000") with
            {
                Containers =
                [
                    A.Running() with
                    {
                        Ready = false,
                        State = new ContainerState(ContainerPhase.Terminated, "Completed", ExitCode: 0),
                    },
                ],
            }
        );
    }

    [Theory]
    [InlineData(CoreDns, NewCoreDns)]
    [InlineData(Proxy, Proxy)]
    [InlineData("StatefulSet/db", "StatefulSet/db")]
    [InlineData(null, null)]
    public void ANewPod_BesideAReadyOne_IsInfoForTwoMinutes(string? ready, string? rolling)
    {
        Pod[] pods = [Ready("a", ready, Master), New("b", rolling, 5)];
        var verdict = Expect(["Info pod.not-ready k8sworker1 kube-system/b"], pods);
        Assert.Equal("b is new and not ready yet (ContainerCreating).", verdict.Findings[0].Message.ToString());

        Expect(["Info pod.not-ready k8sworker1 kube-system/b"], 114, pods);
        Expect(["Warning pod.not-ready k8sworker1 kube-system/b"], 116, pods);
    }

    [Fact]
    public void ANewPod_WithoutAReadyOne_IsALossAtOnce()
    {
        Expect(["Warning pod.not-ready k8sworker1 kube-system/b"], New("b", CoreDns, 5));
        Expect(
            ["Warning pod.not-ready k8sworker1 kube-system/b"],
            New("b", CoreDns, 5),
            Ready("metrics-server-a", "ReplicaSet/metrics-server-5f") with
            {
                App = "metrics-server",
            }
        );
    }

    [Fact]
    public void AnOldPodThatIsNoLongerReady_IsAWarningAtOnce() =>
        Expect(["Warning pod.not-ready k8sworker1 kube-system/b"], Ready("a", CoreDns, Master), NotReady("b", CoreDns));

    [Fact]
    public void AnUnschedulablePod_IsAWarningAfterTwoMinutes()
    {
        var pending = New("b", CoreDns, 5) with
        {
            Node = null,
            Conditions = [new Condition("PodScheduled", "False", "Unschedulable", null, A.Noon.AddSeconds(-5))],
            Containers = [],
        };
        Expect(["Info pod.not-ready * kube-system/b"], Ready("a", CoreDns), pending);
        Expect(["Warning pod.not-ready * kube-system/b"], 120, Ready("a", CoreDns), pending);

        var scheduled = pending with
        {
            CreatedAt = A.Noon.AddHours(-1),
            Node = A.Name(Worker),
            Conditions = [new Condition("PodScheduled", "True", null, null, A.Noon.AddSeconds(-5))],
        };
        Expect(["Info pod.not-ready k8sworker1 kube-system/b"], Ready("a", CoreDns), scheduled);
    }

    [Fact]
    public void ATerminatingPod_WithASuccessor_IsNoFinding_UnlessItStays()
    {
        Pod[] pods = [Terminating("a", CoreDns), Ready("b", NewCoreDns)];
        Expect([], pods);
        Expect([], 325, pods);
        Expect(["Info pod.terminating k8sworker1 kube-system/a"], 335, pods);
    }

    [Theory]
    [InlineData(CoreDns)]
    [InlineData(Proxy)]
    [InlineData("StatefulSet/db")]
    [InlineData(null)]
    public void ATerminatingPod_ThatNothingReplaces_IsAWarningOnlyWhenItStays(string? owner)
    {
        var pod = Terminating("a", owner) with { App = null };
        Expect(["Info pod.terminating k8sworker1 kube-system/a"], pod);
        Expect(["Info pod.terminating k8sworker1 kube-system/a"], 325, pod);
        var verdict = Expect(["Warning pod.terminating k8sworker1 kube-system/a"], 335, pod);
        Assert.Equal(
            "a is still terminating after its grace period, and no other pod replaces it.",
            verdict.Findings[0].Message.ToString()
        );
    }

    [Fact]
    public void ATerminatingPodOfADaemonSet_IsNotReplacedByThePodOfAnotherNode() =>
        Expect(
            ["Warning pod.terminating k8sworker1 kube-system/a"],
            335,
            Terminating("a", Proxy),
            Ready("b", Proxy, Master)
        );

    [Fact]
    public void ATerminatingPod_OnANodeThatIsNotReady_ExplainsNothing()
    {
        var verdict = At(3, 335, [Terminating("a", CoreDns)], s => s.Node(Worker, "False", "KubeletNotReady"));
        var finding = Assert.Single(verdict.Findings, f => f.Rule.Equals(new RuleId("pod.terminating")));
        Assert.Equal(Severity.Info, finding.Severity);
        Assert.NotNull(finding.CausedBy);

        verdict = At(3, 335, [Terminating("a", CoreDns)], s => s.Node(Worker, "Unknown"));
        Assert.DoesNotContain(verdict.Findings, f => f.Rule.Equals(new RuleId("pod.terminating")));
    }

    [Fact]
    public void ACrashLoop_IsAWarning_HoweverNewThePodIs() =>
        Expect(
            ["Warning pod.crash-loop k8sworker1 kube-system/b"],
            Ready("a", CoreDns),
            New("b", CoreDns, 5) with
            {
                Containers = [A.CrashLooping()],
            }
        );

    [Fact]
    public void NoComponentIsAPod_IsNoFinding()
    {
        foreach (var masters in Sizes)
        {
            var names = Names(masters);
            var scenario = Scenario.Whole(masters);
            foreach (var component in ControlPlaneComponents.All)
            {
                scenario.NoPod(component, names);
            }

            Assert.Equal((Level.Healthy, 0), (scenario.Verdict.Level, scenario.Verdict.Findings.Length));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void EtcdIsNoPod_IsNoFinding(int masters, bool isExternalInKubeadm)
    {
        var scenario = Scenario.Whole(masters).NoPod(ControlPlaneComponent.Etcd, Names(masters));
        if (isExternalInKubeadm)
        {
            scenario.Then(Kubeadm(isExternal: true));
        }

        Assert.Equal((Level.Healthy, 0), (scenario.Verdict.Level, scenario.Verdict.Findings.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void NoMasterHasItsEtcdPod_ThoughKubeadmInstalledEtcd_IsMissingOnEach(int masters)
    {
        var scenario = Scenario
            .Whole(masters)
            .NoPod(ControlPlaneComponent.Etcd, Names(masters))
            .Then(Kubeadm(isExternal: false));

        Assert.Equal(
            Names(masters).Select(name => $"Critical pod.missing {name} etcd"),
            scenario.Verdict.Findings.Select(Line)
        );
    }

    [Fact]
    public void ExternalEtcd_DoesNotExcuseAMissingScheduler()
    {
        var scenario = Scenario
            .Whole(1)
            .NoPod(ControlPlaneComponent.Etcd, Master)
            .NoPod(ControlPlaneComponent.Scheduler, Master)
            .Then(Kubeadm(isExternal: true));

        Assert.Equal("Critical pod.missing k8smaster1 kube-scheduler", Line(Assert.Single(scenario.Verdict.Findings)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EtcdPodsOfSomeMastersOnly_AreMissingOnTheOthers(int missing)
    {
        var names = Names(3)[..missing];
        var verdict = Scenario.Whole().NoPod(ControlPlaneComponent.Etcd, names).Verdict;

        Assert.Equal(
            names.Select(name => $"Critical pod.missing {name} etcd"),
            verdict.Findings.Select(Line).Order(StringComparer.Ordinal)
        );
        Assert.Equal(missing == 1 ? Level.AtRisk : Level.Down, verdict.Level);
    }

    private static Verdict Expect(string[] findings, params Pod[] pods) => Expect(findings, 0, pods);

    /// <summary>Adds the pods to a whole cluster. No finding above Info means Healthy.</summary>
    /// <param name="seconds">How long after noon the verdict is.</param>
    private static Verdict Expect(string[] findings, double seconds, params Pod[] pods)
    {
        foreach (var masters in Sizes)
        {
            var verdict = At(masters, seconds, pods);
            Assert.Equal(findings, verdict.Findings.Select(Line));
            var isWell = findings.All(line => line.StartsWith("Info", StringComparison.Ordinal));
            Assert.Equal(isWell ? Level.Healthy : Level.Degraded, verdict.Level);
            Assert.All(verdict.Findings, RuleTests.AssertComplete);
        }

        return At(1, seconds, pods);
    }

    // The scenario is observed at noon. Its times are moved instead of the clock, so that every source stays fresh.
    private static Verdict At(int masters, double seconds, Pod[] pods, Action<Scenario>? change = null)
    {
        var scenario = Scenario.Whole(masters);
        foreach (var pod in pods)
        {
            scenario.Pod(Earlier(pod, seconds));
        }

        change?.Invoke(scenario);
        return scenario.Verdict;
    }

    private static Pod Earlier(Pod pod, double seconds) =>
        pod with
        {
            CreatedAt = pod.CreatedAt?.AddSeconds(-seconds),
            DeletedAt = pod.DeletedAt?.AddSeconds(-seconds),
            Conditions =
            [
                .. pod.Conditions.Select(c => c with { LastTransition = c.LastTransition?.AddSeconds(-seconds) }),
            ],
        };

    private static string Line(Finding f) => $"{f.Severity} {f.Rule} {f.Node?.Value ?? "*"} {f.Subject}";

    private static SourceObserved<KubeadmConfig> Kubeadm(bool isExternal) =>
        SourceCatalogue.KubeadmConfig.Observed(
            new KubeadmConfig("127.0.0.1:5443", []) { EtcdIsExternal = isExternal },
            A.Noon
        );

    private static string[] Names(int masters) =>
        [.. Enumerable.Range(1, masters).Select(i => string.Create(CultureInfo.InvariantCulture, $"k8smaster{i}"))];

    private static Pod Ready(string name, string? owner, string node = Worker) => Owned(A.Pod(name, node), owner);

    private static Pod NotReady(string name, string? owner) => Owned(A.Pod(name, Worker, ready: false), owner);

    private static Pod Ended(string name, string phase, string? reason, string? owner) =>
        NotReady(name, owner) with
        {
            Phase = phase,
            Reason = reason,
        };

    /// <summary>It was created some seconds before noon and its container is being created.</summary>
    private static Pod New(string name, string? owner, double seconds) =>
        NotReady(name, owner) with
        {
            Phase = "Pending",
            CreatedAt = A.Noon.AddSeconds(-seconds),
            Containers =
            [
                A.Running() with
                {
                    Ready = false,
                    State = new ContainerState(ContainerPhase.Waiting, "ContainerCreating"),
                },
            ],
        };

    /// <summary>Its grace period ends 30 seconds after noon.</summary>
    private static Pod Terminating(string name, string? owner) => Ready(name, owner) with { DeletedAt = A.After(30) };

    private static Pod Owned(Pod pod, string? owner) =>
        pod with
        {
            App = "kube-dns",
            Owner = owner?.Split('/') is [var kind, var name] ? new PodOwner(kind, name) : null,
        };
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Reachability;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>What the control plane says of itself, against what HAProxy and the API say of it.</summary>
public sealed class ProbeRulesTests
{
    private static readonly string[] Masters = ["k8smaster1", "k8smaster2", "k8smaster3"];
    private static readonly HealthAnswer Well = new(true, 200, []);

    [Fact]
    public void EverythingAskedAndWell_IsHealthy_WithoutAFinding()
    {
        var verdict = Probed().Verdict;

        Assert.Equal(Level.Healthy, verdict.Level);
        Assert.Empty(verdict.Findings);
    }

    [Fact]
    public void ProbesThatShouldAnswerAndNeverDid_EndTheGreen()
    {
        var verdict = Scenario.Whole().Inventory(i => i with { Probes = ProbeSchedule.Default }).Verdict;

        Assert.Equal(Level.Degraded, verdict.Level);
        Assert.Equal(5, verdict.Findings.Count(f => f.Rule.Value == "source.stale")); // once per node, and who leads
    }

    public static TheoryData<SourceKind> EverySource => [.. Enum.GetValues<SourceKind>()];

    [Theory]
    [MemberData(nameof(EverySource))]
    public void ASourceWithoutData_IsReported_AsTheCatalogueSays(SourceKind kind)
    {
        const string Master = "k8smaster1";
        var source = SourceCatalogue.Of(kind);
        var snapshot = Without(Probed().Snapshot, source, A.Name(Master));

        var reported =
            from finding in Judge.Assess(ClusterDiagnosis.Of(snapshot)).Findings
            where finding.Rule == SourceStaleRule.Id
            select (finding.Subject.Text, finding.Node?.Value);

        Assert.Equal(source.StaleSubject is { } subject ? [(subject, source.IsPerNode ? Master : null)] : [], reported);
    }

    private static ClusterSnapshot Without(ClusterSnapshot snapshot, SourceDescriptor source, NodeName node) =>
        source.IsPerNode
            ? snapshot with
            {
                Nodes =
                [
                    .. snapshot.Nodes.Select(state =>
                        state.Name == node ? state.With(state.Slices.With(source, source.NeverObserved)) : state
                    ),
                ],
            }
            : snapshot with
            {
                Kubernetes = snapshot.Kubernetes.With(snapshot.Kubernetes.Slices.With(source, source.NeverObserved)),
            };

    public static TheoryData<SourceKind, FailureKind> EveryProbeEveryFailure()
    {
        var data = new TheoryData<SourceKind, FailureKind>();
        foreach (
            var kind in new[]
            {
                SourceKind.Etcd,
                SourceKind.ApiServer,
                SourceKind.ControllerManager,
                SourceKind.Scheduler,
                SourceKind.LocalEndpoint,
                SourceKind.Certificates,
            }
        )
        {
            foreach (var why in Enum.GetValues<FailureKind>())
            {
                data.Add(kind, why);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryProbeEveryFailure))]
    public void AnyProbeThatFailsInAnyWay_EndsTheGreen_AndHasAReason(SourceKind kind, FailureKind why)
    {
        var verdict = Probed().Then(Fails(kind, why, "k8smaster2")).Verdict;

        Assert.NotEqual(Level.Healthy, verdict.Level);
        Assert.NotEmpty(verdict.Findings);
    }

    [Theory]
    [InlineData(7.1)]
    [InlineData(12.6)]
    public void StaleProbes_AreNotHealthy_EachAfterItsOwnLimit(double seconds)
    {
        var scenario = Probed();
        var later = A.After(seconds);
        Observation[] othersGoOn =
        [
            .. scenario
                .Observations.OfType<SourceObserved<HaProxyReading>>()
                .Select(o => SourceCatalogue.HaProxy.Observed(o.Node!, o.Value, later)),
        ];
        var node = scenario.Then([.. othersGoOn, new ClockTicked(later)]).Snapshot.Node("k8smaster1")!;

        Assert.False(node.Etcd.IsFresh || node.ApiServer.IsFresh || node.LocalEndpoint.IsFresh);
        Assert.Equal(seconds < 12.5, node.Scheduler.IsFresh);
        Assert.True(node.Certificates.IsFresh);
        Assert.NotEqual(Level.Healthy, scenario.Verdict.Level);
    }

    [Fact]
    public void NoNodeGetsThrough_IsDown_WhateverHaProxyAndTheApiServersSay()
    {
        var none = new EndpointProbe([Attempt(false), Attempt(false)], ServerIdentity.Inspected);

        Assert.Equal(
            Level.Down,
            Probed()
                .Then([
                    .. Masters
                        .Append("k8sworker1")
                        .Select(node => SourceCatalogue.LocalEndpoint.Observed(A.Name(node), none, A.After(1))),
                ])
                .Verdict.Level
        );
    }

    [Fact]
    public void ProbesSwitchedOff_ClaimNothing() => Assert.Empty(Scenario.Whole().Verdict.Findings);

    [Fact]
    public void OneEtcdMemberGone_IsAtRisk_ThoughItsPodIsStillCalledReady()
    {
        var verdict = Probed().Then(Closed(SourceKind.Etcd, "k8smaster2")).Verdict;

        Assert.Equal(Level.AtRisk, verdict.Level);
        Assert.Contains("etcd.at-quorum", Rules(verdict));
        Assert.Contains("etcd.member-down", Rules(verdict));
    }

    [Fact]
    public void TwoEtcdMembersGone_IsDown_WhileHaProxySaysAllUp()
    {
        var verdict = Probed()
            .Then(
                Closed(SourceKind.Etcd, "k8smaster2"),
                Closed(SourceKind.Etcd, "k8smaster3"),
                SourceCatalogue.Etcd.Observed(
                    A.Name("k8smaster1"),
                    Member(leader: false) with
                    {
                        Healthy = false,
                        HasLeader = false,
                    },
                    A.After(1)
                )
            )
            .Verdict;

        Assert.Equal(Level.Down, verdict.Level);
        Assert.Equal(
            "The control plane is down: etcd has lost quorum (2 of 3 members down). The etcd members on k8smaster2, "
                + "k8smaster3 are down (since 12:00:01 UTC).",
            verdict.Summary
        );
        Assert.Contains("etcd.quorum-lost", Rules(verdict));
        Assert.Contains("etcd.no-leader", Rules(verdict));
    }

    [Fact]
    public void AnEtcdMemberThatHangs_CanNotBeCountedOn()
    {
        var verdict = Probed().Then(Fails(SourceKind.Etcd, FailureKind.PortSilent, "k8smaster2")).Verdict;

        Assert.Equal(Level.AtRisk, verdict.Level);
        Assert.DoesNotContain("etcd.quorum-lost", Rules(verdict));
    }

    [Fact]
    public void AnEtcdProbeThatCanNotReachItsNode_SaysNothingOfEtcd()
    {
        var verdict = Probed().Then(Fails(SourceKind.Etcd, FailureKind.Timeout, Masters)).Verdict;

        Assert.DoesNotContain(Rules(verdict), rule => rule.StartsWith("etcd.", StringComparison.Ordinal));
        Assert.NotEqual(Level.Healthy, verdict.Level);
        Assert.NotEqual(Level.Down, verdict.Level);
    }

    [Fact]
    public void NothingListensForEtcdAnywhereAndNeverDid_IsEtcdOutsideTheCluster_NotEtcdLost()
    {
        var scenario = Scenario
            .Whole()
            .Inventory(i => i with { Probes = ProbeSchedule.Default })
            .NoPod(ControlPlaneComponent.Etcd, Masters)
            .Then(Closed(SourceKind.Etcd, Masters));

        Assert.NotEqual(Level.Down, scenario.Verdict.Level);
    }

    [Fact]
    public void AnApiServerThatHangs_IsHaProxysFalseGreen_AndIsNotCountedAsServing()
    {
        var verdict = Probed().Then(Fails(SourceKind.ApiServer, FailureKind.PortSilent, "k8smaster3")).Verdict;

        Assert.Equal(Level.Degraded, verdict.Level);
        Assert.StartsWith(
            "master3 is marked UP on all 4 responding nodes but is failing: the apiserver of k8smaster3 does not respond.",
            verdict.Findings[0].Message,
            StringComparison.Ordinal
        );
        Assert.Contains("apiserver.not-live", Rules(verdict));
    }

    [Fact]
    public void EveryApiServerHangs_IsDown_WhileHaProxySaysAllUp() =>
        Assert.Equal(
            Level.Down,
            Probed().Then(Fails(SourceKind.ApiServer, FailureKind.PortSilent, Masters)).Verdict.Level
        );

    [Fact]
    public void ApiServerProbesWithoutAnAnswerFromTheNodes_AreNoProofOfAnything() =>
        Assert.NotEqual(
            Level.Down,
            Probed().Then(Fails(SourceKind.ApiServer, FailureKind.Timeout, Masters)).Verdict.Level
        );

    [Fact]
    public void NotReady_NamesTheChecksThatFail()
    {
        var verdict = Probed()
            .Then(
                SourceCatalogue.ApiServer.Observed(
                    A.Name("k8smaster1"),
                    new ApiServerProbe(
                        Well,
                        new HealthAnswer(false, 500, ["etcd", "informer-sync"]),
                        null,
                        "v1.20.2",
                        ServerIdentity.Verified
                    ),
                    A.After(1)
                )
            )
            .Verdict;

        Assert.Contains(verdict.Findings, f =>
            f.Rule.Value is "apiserver.not-ready"
            && f.Message.ToString() == "The apiserver of k8smaster1 is not ready (failing: etcd, informer-sync)."
        );
    }

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(0.86, Severity.Warning)]
    [InlineData(0.97, Severity.Critical)]
    public void TheDatabase_NearsItsQuota(double used, Severity? severity)
    {
        var verdict = Probed()
            .Then(
                SourceCatalogue.Etcd.Observed(
                    A.Name("k8smaster1"),
                    Member(leader: true) with
                    {
                        DbSizeBytes = (long)(used * 2_000_000_000),
                        QuotaBytes = 2_000_000_000,
                    },
                    A.After(1)
                )
            )
            .Verdict;

        Assert.Equal(severity, verdict.Findings.FirstOrDefault(f => f.Rule.Value == "etcd.db-quota")?.Severity);
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(29, Severity.Warning)]
    [InlineData(6, Severity.Critical)]
    [InlineData(-1, Severity.Critical)]
    public void ACertificate_NearsItsEnd(int days, Severity? severity)
    {
        var verdict = Probed().Then(Certificates("k8smaster2", A.Noon.AddDays(days))).Verdict;

        Assert.Equal(severity, verdict.Findings.FirstOrDefault(f => f.Rule.Value == "certificate.expiring")?.Severity);
    }

    [Fact]
    public void AnElectionSeenHalfway_IsNoLossOfQuorum()
    {
        SourceObserved<EtcdMember> Leaderless(string master) =>
            SourceCatalogue.Etcd.Observed(
                A.Name(master),
                Member(leader: false) with
                {
                    HasLeader = false,
                    Healthy = false,
                },
                A.After(1)
            );
        // k8smaster2 was asked a second ago, and had one
        var verdict = Probed().Then(Leaderless("k8smaster1"), Leaderless("k8smaster3")).Verdict;

        Assert.DoesNotContain("etcd.quorum-lost", Rules(verdict));
        Assert.NotEqual(Level.Healthy, verdict.Level);
        Assert.Contains(verdict.Findings, f => f.Rule.Value.StartsWith("etcd.", StringComparison.Ordinal));
    }

    [Fact]
    public void ACertificateWithoutTheNameInUse_IsReported()
    {
        var verdict = Probed().Then(Certificates("k8smaster2", A.Noon.AddDays(300), missing: "127.0.0.1")).Verdict;

        var finding = Assert.Single(verdict.Findings);
        Assert.Equal(("kubeadm.san-missing", Severity.Warning), (finding.Rule.Value, finding.Severity));
        Assert.Contains("does not contain 127.0.0.1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALeaseNobodyRenews_IsNoLeader()
    {
        var verdict = Probed()
            .Then(
                SourceCatalogue.KubernetesLeases.Listed(
                    [Lease("kube-controller-manager"), Lease("kube-scheduler") with { SeenRenewedAt = A.After(-40) }],
                    A.After(1)
                )
            )
            .Verdict;

        Assert.Contains("scheduler.no-leader", Rules(verdict));
        Assert.DoesNotContain("controller-manager.no-leader", Rules(verdict));
    }

    [Fact]
    public void AnEndpointThatFailsInPartEverywhere_IsReportedOnce()
    {
        var third = new EndpointProbe([Attempt(true), Attempt(true), Attempt(false)], ServerIdentity.Verified);
        var verdict = Probed()
            .Then([
                .. Masters
                    .Append("k8sworker1")
                    .Select(node => SourceCatalogue.LocalEndpoint.Observed(A.Name(node), third, A.After(1))),
            ])
            .Verdict;

        Assert.Single(verdict.Findings, f => f.Rule.Value == "endpoint.failing");
    }

    internal static Scenario Probed() =>
        Scenario
            .Whole()
            .Inventory(i => i with { Probes = ProbeSchedule.Default })
            .Then([
                .. Masters.SelectMany(Asked),
                .. Masters
                    .Append("k8sworker1")
                    .Select(node =>
                        SourceCatalogue.LocalEndpoint.Observed(
                            A.Name(node),
                            new EndpointProbe([Attempt(true)], ServerIdentity.Verified),
                            A.Noon
                        )
                    ),
                SourceCatalogue.KubernetesLeases.Listed(
                    [Lease("kube-controller-manager"), Lease("kube-scheduler")],
                    A.Noon
                ),
            ]);

    private static IEnumerable<Observation> Asked(string master) =>
        [
            SourceCatalogue.Etcd.Observed(A.Name(master), Member(leader: master == "k8smaster1"), A.Noon),
            SourceCatalogue.ApiServer.Observed(
                A.Name(master),
                new ApiServerProbe(Well, Well, TimeSpan.FromMilliseconds(3), "v1.20.2", ServerIdentity.Verified),
                A.Noon
            ),
            SourceCatalogue.ControllerManager.Observed(
                A.Name(master),
                new ComponentProbe(Well, null, "https://127.0.0.1:10257", ServerIdentity.Inspected),
                A.Noon
            ),
            SourceCatalogue.Scheduler.Observed(
                A.Name(master),
                new ComponentProbe(Well, null, "https://127.0.0.1:10259", ServerIdentity.Inspected),
                A.Noon
            ),
            Certificates(master, A.Noon.AddDays(300)),
        ];

    private static EtcdMember Member(bool leader) =>
        new(EtcdMemberSource.Metrics, Healthy: true) { HasLeader = true, IsLeader = leader };

    private static EndpointAttempt Attempt(bool ok) =>
        new(ok, ok ? 200 : 500, TimeSpan.FromMilliseconds(5), ok ? null : Message.Verbatim("status 500"), null);

    private static Lease Lease(string name) => new(name, "k8smaster1_x", A.Noon, A.Noon, TimeSpan.FromSeconds(15), 1);

    private static SourceObserved<ServingCertificates> Certificates(
        string master,
        DateTimeOffset until,
        params string[] missing
    ) =>
        SourceCatalogue.Certificates.Observed(
            A.Name(master),
            new ServingCertificates(
                [
                    new ServingCertificate(
                        "kube-apiserver",
                        "CN=kube-apiserver",
                        "CN=kubernetes",
                        ["127.0.0.1"],
                        A.Noon.AddDays(-60),
                        until,
                        ServerIdentity.Verified,
                        [.. missing]
                    ),
                ],
                ImmutableSortedDictionary<string, Message>.Empty
            ),
            A.Noon
        );

    private static Observation[] Closed(SourceKind kind, params string[] on) => Fails(kind, FailureKind.PortClosed, on);

    private static Observation Closed(SourceKind kind, string on) => Closed(kind, [on])[0];

    private static Observation[] Fails(SourceKind kind, FailureKind why, params string[] on) =>
        [
            .. on.Select(node => new SourceFailed(
                new SourceId(kind, A.Name(node)),
                A.Failure(why, "the probe's story."),
                A.After(1)
            )),
        ];

    private static IEnumerable<string> Rules(Verdict verdict) => verdict.Findings.Select(f => f.Rule.Value);
}

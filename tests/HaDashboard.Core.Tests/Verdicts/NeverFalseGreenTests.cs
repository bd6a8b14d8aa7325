using System.Collections.Immutable;
using CsCheck;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Preflight;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>Whatever is observed in whatever order, green means that everything configured was seen just now and is well.</summary>
public sealed class NeverFalseGreenTests
{
    private static readonly string[] Nodes = ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1"];
    private static readonly string[] Servers = ["master1", "master2", "master3"];

    // Mostly healthy, so that Healthy is possible and a fault often occurs alone.
    private static readonly Gen<(string Status, string Check)> GenState = Gen.Frequency(
        (30, Gen.Const(("UP", "L4OK"))),
        (
            1,
            Pick(
                ("UP", "* L4OK"),
                ("UP 2/3", "L4CON"),
                ("UP 1/3", "INI"),
                ("UP -1/3", "* INI"),
                ("UP", ""),
                ("UP", "UNK"),
                ("DOWN", "L4CON"),
                ("DOWN 1/2", "L4OK"),
                ("DOWN (agent)", ""),
                ("NOLB", "L7STS"),
                ("DRAIN", "L4OK"),
                ("MAINT", ""),
                ("MAINT (via a/b)", ""),
                ("MAINT (resolution)", ""),
                ("no check", ""),
                ("", ""),
                ("WHAT", "L4OK")
            )
        )
    );

    private static readonly Gen<int?> GenWeight = Gen.Frequency(
        (40, Gen.Const((int?)1)),
        (1, Pick<int?>(null, 0, 256))
    );

    private static readonly Gen<HaProxyReading> GenReading = Gen.Frequency(
        (
            30,
            Gen.Select(GenState, GenWeight, (state, weight) => (state, weight))
                .Array[3]
                .Select(cells =>
                    A.Reading([
                        .. cells.Select(
                            (cell, i) => A.Server(Servers[i], cell.state.Status, cell.state.Check, cell.weight)
                        ),
                    ])
                )
        ),
        (1, Gen.Shuffle(Servers).Select(names => A.Reading([.. names.Take(2).Select(name => A.Server(name))]))),
        (1, Gen.Const(A.Reading(A.Server("x", proxy: "other")))),
        (1, Gen.Const(new HaProxyReading(A.Process(stopping: true), StatColumns.Empty, [])))
    );

    private static readonly Gen<ImmutableArray<Node>> GenNodes = Gen.Frequency(
            (40, Gen.Const("True")),
            (1, Pick("False", "Unknown", null!, "maybe"))
        )
        .Array[Nodes.Length]
        .Select(Gen.Frequency((20, Gen.Const(Nodes.Length)), (1, Gen.Int[0, Nodes.Length])), (ready, count) =>
            Nodes.Take(count).Select((name, i) => A.Node(name, ready[i])).ToImmutableArray()
        );

    private static readonly Gen<Func<Pod, Pod>> GenPodChange = Pick<Func<Pod, Pod>>(
        pod => A.Pod(pod.Component!.Value, pod.Node!.Value, ready: false),
        pod => A.Pod(pod.Component!.Value, pod.Node!.Value, ready: false, A.CrashLooping()),
        pod => A.Pod(pod.Component!.Value, pod.Node!.Value, ready: false) with { Phase = "Succeeded" },
        pod => pod with { Conditions = [] },
        pod => pod with { DeletedAt = A.Noon },
        pod => pod with { Node = null },
        pod => pod with { Component = null }
    );

    private static readonly ImmutableArray<Pod> WellPods = [.. Scenario.Whole().Snapshot.Kubernetes.Pods.Value!.Values];

    private static readonly Gen<ImmutableArray<Pod>> GenPods = Gen.Frequency(
        (4, Gen.Const(WellPods)),
        (
            1,
            Gen.Select(Gen.Int[0, WellPods.Length - 1], GenPodChange, (i, change) =>
                WellPods.SetItem(i, change(WellPods[i]))
            )
        ),
        (1, Gen.Int[0, WellPods.Length - 1].Select(i => WellPods.RemoveAt(i)))
    );

    private static readonly Gen<SourceId> GenSource = Gen.OneOf(
        Pick(Nodes).Select(name => SourceId.HaProxy(A.Name(name))),
        Pick(
            SourceId.KubernetesApi,
            SourceId.KubernetesNodes,
            SourceId.KubernetesPods,
            SourceId.HaProxy(A.Name("stranger")),
            new SourceId(SourceKind.HaProxy)
        )
    );

    private static readonly Gen<Func<DateTimeOffset, Observation>> GenObservation = Gen.Frequency<
        Func<DateTimeOffset, Observation>
    >(
        (
            8,
            Gen.Select(Pick([.. Nodes, "stranger"]), GenReading, (node, reading) =>
                (Func<DateTimeOffset, Observation>)(at => SourceCatalogue.HaProxy.Observed(A.Name(node), reading, at))
            )
        ),
        (
            1,
            Gen.Select(GenSource, Gen.Enum<FailureKind>(), (source, kind) =>
                (Func<DateTimeOffset, Observation>)(at => new SourceFailed(source, A.Failure(kind), at))
            )
        ),
        (4, GenSource.Select(source => (Func<DateTimeOffset, Observation>)(at => new SourceAlive(source, null, at)))),
        (
            2,
            GenNodes.Select(nodes =>
                (Func<DateTimeOffset, Observation>)(at => SourceCatalogue.KubernetesNodes.Listed(nodes, at))
            )
        ),
        (
            2,
            GenPods.Select(pods =>
                (Func<DateTimeOffset, Observation>)(at => SourceCatalogue.KubernetesPods.Listed(pods, at))
            )
        ),
        (
            1,
            GenNodes
                .Where(nodes => nodes.Length > 0)
                .Select(nodes =>
                    (Func<DateTimeOffset, Observation>)(at => SourceCatalogue.KubernetesNodes.Upserted(nodes[0], at))
                )
        ),
        (
            1,
            GenPods.Select(pods =>
                (Func<DateTimeOffset, Observation>)(at => SourceCatalogue.KubernetesPods.Upserted(pods[0], at))
            )
        ),
        (
            1,
            Pick(Nodes)
                .Select(node =>
                    (Func<DateTimeOffset, Observation>)(
                        at => SourceCatalogue.KubernetesNodes.Removed(A.Name(node).Value, at)
                    )
                )
        ),
        (
            1,
            Pick([.. WellPods])
                .Select(pod =>
                    (Func<DateTimeOffset, Observation>)(
                        at => SourceCatalogue.KubernetesPods.Removed($"{pod.Namespace}/{pod.Name}", at)
                    )
                )
        ),
        (
            1,
            Pick("r1", "r2")
                .Select(id =>
                    (Func<DateTimeOffset, Observation>)(
                        at => new ReloadObserved(A.Reload(id, outcome: ReloadOutcome.Suspect), at)
                    )
                )
        ),
        (3, Gen.Const((Func<DateTimeOffset, Observation>)(at => new ClockTicked(at))))
    );

    // Time goes on by up to three seconds, and now and then leaps, back as well.
    private static readonly Gen<double> GenStep = Gen.Frequency((20, Gen.Double[0, 3]), (1, Gen.Double[-60, 60]));

    /// <summary>Starts without data, or with a healthy cluster: the property must be true for both.</summary>
    private static readonly Gen<ImmutableArray<ClusterSnapshot>> GenHistory = Gen.Select(
        Gen.Bool,
        Gen.Select(GenObservation, GenStep, (what, step) => (what, step)).Array[0, 12],
        (well, steps) =>
        {
            var snapshots = ImmutableArray.Create(
                well ? Scenario.Whole().Snapshot : ClusterSnapshot.For(Scenario.InventoryOf())
            );
            var at = A.Noon;
            foreach (var (what, step) in steps)
            {
                at = at.AddSeconds(step);
                snapshots = snapshots.Add(SnapshotReducer.Apply(snapshots[^1], what(at)));
            }

            return snapshots;
        }
    );

    [Fact]
    public void Assess_AnyHistory_IsHealthyOnlyWhenEverythingConfiguredIsSeenAndWell()
    {
        var (green, other) = (0, 0);
        GenHistory.Sample(
            history =>
            {
                foreach (var snapshot in history)
                {
                    if (Judge.Assess(ClusterDiagnosis.Of(snapshot)).Level is not Level.Healthy)
                    {
                        Interlocked.Increment(ref other);
                        continue;
                    }

                    Interlocked.Increment(ref green);
                    Assert.Empty(Objections(snapshot));
                }
            },
            iter: 1500,
            print: history => string.Join("; ", history.SelectMany(Objections).Distinct(StringComparer.Ordinal))
        );
        Assert.True(
            green > 200 && other > 200,
            $"A property that never meets its case proves nothing: {green} green, {other} other."
        );
    }

    [Fact]
    public void Assess_AnyHistoryOfProbes_IsHealthyOnlyWhenTheyAllAnswerAndAreWell()
    {
        var (green, other) = (0, 0);
        Gen.Select(Gen.Frequency((6, ProbeGen.Observation(Nodes)), (1, GenObservation)), GenStep, (what, step) =>
                (what, step / 6)
            )
            .Array[0, 12]
            .Sample(
                steps =>
                {
                    var (snapshot, at) = (ProbeRulesTests.Probed().Snapshot, A.Noon);
                    foreach (var (what, step) in steps)
                    {
                        at = at.AddSeconds(step);
                        snapshot = SnapshotReducer.Apply(snapshot, what(at));
                        var healthy = Judge.Assess(ClusterDiagnosis.Of(snapshot)).Level is Level.Healthy;
                        _ = healthy ? Interlocked.Increment(ref green) : Interlocked.Increment(ref other);
                        Assert.Empty(healthy ? Objections(snapshot) : []);
                    }
                },
                iter: 1500
            );
        Assert.True(
            green > 200 && other > 200,
            $"A property that never meets its case proves nothing: {green} green, {other} other."
        );
    }

    /// <summary>No yes for a reboot while another part of the control plane is unseen, old or ill, whatever happened before.</summary>
    [Fact]
    public void WhatIf_AnyHistoryOfProbes_SaysYesOnlyWhenAllTheOthersAreSeenAndWell()
    {
        var (yes, other) = (0, 0);
        Gen.Select(Gen.Frequency((6, ProbeGen.Observation(Nodes)), (1, GenObservation)), GenStep, (what, step) =>
                (what, step / 6)
            )
            .Array[0, 12]
            .Sample(
                steps =>
                {
                    var (snapshot, at) = (ProbeRulesTests.Probed().Snapshot, A.Noon);
                    foreach (var (what, step) in steps)
                    {
                        at = at.AddSeconds(step);
                        snapshot = SnapshotReducer.Apply(snapshot, what(at));
                        if (
                            WhatIf.Of(ClusterDiagnosis.Of(snapshot), snapshot.Nodes[0], WhatIfAction.Reboot, at).Answer
                            is not Consent.Yes
                        )
                        {
                            Interlocked.Increment(ref other);
                            continue;
                        }

                        Interlocked.Increment(ref yes);
                        Assert.All(snapshot.Nodes.Skip(1), node =>
                            Assert.True(IsSeen(node.HaProxy, at), $"{node.Name}: HAProxy")
                        );
                        Assert.All(snapshot.Nodes.Skip(1).Where(node => node.IsMaster), node =>
                            Assert.True(
                                IsSeen(node.Etcd, at)
                                    && node.Etcd.Value is { HasLeader: not false, Alarms.IsEmpty: true },
                                $"{node.Name}: etcd {node.Etcd.Value}"
                            )
                        );
                        Assert.Contains(snapshot.Nodes.Skip(1), node =>
                            IsSeen(node.ApiServer, at) && node.ApiServer.Value is { Ready.Ok: true }
                        );
                        Assert.True(IsSeen(snapshot.Kubernetes.Nodes, at), "Kubernetes");
                    }
                },
                iter: 1500
            );
        Assert.True(
            yes > 200 && other > 200,
            $"A property that never meets its case proves nothing: {yes} yes, {other} other."
        );
    }

    [Fact]
    public void Assess_AnyHistory_EverySymptomHasItsCause_AndNoCauseIsItsOwn() =>
        GenHistory.Sample(
            history =>
            {
                var findings = Judge.Assess(ClusterDiagnosis.Of(history[^1])).Findings;
                Assert.True(findings.IsEmpty || findings[0].IsCause);
                Assert.All(findings.Where(f => !f.IsCause), symptom =>
                {
                    var (step, depth) = (symptom, 0);
                    while (step.CausedBy is { } key)
                    {
                        step = findings.First(f => f.Key == key);
                        Assert.True(++depth < 10, $"{symptom.Key} explains itself.");
                    }
                });
                Assert.All(findings, RuleTests.AssertComplete);
            },
            iter: 500
        );

    private static bool IsSeen<T>(Slice<T> slice, DateTimeOffset at)
        where T : class =>
        slice.Freshness is Freshness.Fresh && (at - slice.ObservedAt!.Value).Duration() <= TimeSpan.FromSeconds(10);

    [Fact]
    public void Assess_AnyHistory_IsDeterministic_AndEveryFindingAndSentenceIsComplete() =>
        GenHistory.Sample(
            history =>
            {
                var verdict = Judge.Assess(ClusterDiagnosis.Of(history[^1]));
                Assert.Equal(verdict, Judge.Assess(ClusterDiagnosis.Of(history[^1] with { })));
                Assert.EndsWith(".", verdict.Summary, StringComparison.Ordinal);
                Assert.DoesNotContain("  ", verdict.Summary, StringComparison.Ordinal);
                Assert.All(verdict.Findings, f =>
                    Assert.True(
                        f.Message.ToString().EndsWith('.')
                            && f.Advice.ToString().Length > 0
                            && f.Subject.Text.ToString().Length > 0,
                        f.ToString()
                    )
                );
                Assert.All(history, s => Assert.True(s.Transitions.Count <= 500));
            },
            iter: 500
        );

    [Fact]
    public void Assess_AnythingButHealthy_NamesAReason_UnlessNothingIsConfigured() =>
        GenHistory.Sample(
            history =>
            {
                var verdict = Judge.Assess(ClusterDiagnosis.Of(history[^1]));
                Assert.True(verdict.Level is Level.Healthy || !verdict.Findings.IsEmpty);
            },
            iter: 500
        );

    [Fact]
    public void Assess_NothingObserved_IsNeverHealthy() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 5], Gen.Bool)
            .Sample(
                (masters, workers, kubernetes) =>
                {
                    var inventory = Scenario.InventoryOf(masters, workers) with { WatchesKubernetes = kubernetes };
                    Assert.Equal(
                        Level.Unknown,
                        Judge.Assess(ClusterDiagnosis.Of(ClusterSnapshot.For(inventory))).Level
                    );
                },
                iter: 100
            );

    [Fact]
    public void Assess_AnySourceSilentForLongerThanTheLimit_EndsTheGreen()
    {
        var tick = SnapshotReducer.Apply(Scenario.Whole().Snapshot, new ClockTicked(A.After(5.1)));
        Assert.NotEqual(Level.Healthy, Judge.Assess(ClusterDiagnosis.Of(tick)).Level);
    }

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    /// <summary>Why this snapshot is not healthy, computed without the code of the judge.</summary>
    private static IEnumerable<string> Objections(ClusterSnapshot snapshot)
    {
        foreach (var node in snapshot.Nodes)
        {
            if (node.HaProxy.Freshness is not Freshness.Fresh)
            {
                yield return $"{node.Name}: HAProxy is {node.HaProxy.Freshness}";
                continue;
            }

            foreach (var name in Servers)
            {
                var server = node
                    .HaProxy.Value!.Proxies.FirstOrDefault(p => p.Name.Value == A.Backend)
                    ?.Servers.FirstOrDefault(s => s.Name.Value == name);
                if (
                    server
                    is not {
                        Status.State: ServerOperationalState.Up,
                        Weight: null or > 0,
                        Check.Code: not ("INI" or "UNK")
                    }
                )
                {
                    yield return $"{node.Name}: {name} is {server?.Status.Text ?? "not listed"}";
                }
            }
        }

        if (snapshot.Inventory.Probes is not null)
        {
            foreach (var objection in ProbeGen.Objections(snapshot))
            {
                yield return objection;
            }
        }

        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        var kubernetes = snapshot.Kubernetes;
        if (
            (kubernetes.Api.Freshness, kubernetes.Nodes.Freshness, kubernetes.Pods.Freshness)
            is not
            (Freshness.Fresh, Freshness.Fresh, Freshness.Fresh)
        )
        {
            yield return "Kubernetes is not fresh";
            yield break;
        }

        foreach (
            var name in Nodes.Where(name =>
                kubernetes
                    .Nodes.Value!.GetValueOrDefault(name)
                    ?.Conditions.Any(c => c is { Type: "Ready", Status: "True" }) != true
            )
        )
        {
            yield return $"{name} is not Ready";
        }

        // A component that no master has as a pod is not a pod in this cluster: it may be a process of k3s or a service of the host.
        foreach (
            var pod in WellPods.Where(well =>
                kubernetes.Pods.Value!.Values.Any(pod => pod.Component == well.Component && pod.Node is not null)
                && !kubernetes.Pods.Value.Values.Any(pod =>
                    pod.Component == well.Component
                    && pod.Node == well.Node
                    && pod.DeletedAt is null
                    && pod.Conditions.Any(c => c is { Type: "Ready", Status: "True" })
                )
            )
        )
        {
            yield return $"{pod.Name} is not ready";
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests.Verdicts;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

/// <summary>
/// The timeline keeps 500 transitions. Pods that come and go can fill it within a second; what a finding rests on must not depend on it.
/// </summary>
public sealed class OnsetTests
{
    [Fact]
    public void PodChurn_KeepsTheFallsOfAServer() =>
        AssertVerdictSurvivesPodChurn(new Play(3).Flaps(2, times: 3).Snapshot, "haproxy.flapping");

    [Fact]
    public void PodChurn_KeepsTheTimeSinceWhenAnEtcdMemberIsUnwell() =>
        AssertVerdictSurvivesPodChurn(Started().At(102).EtcdUnwell(2).Snapshot, "etcd.unsettled");

    [Fact]
    public void PodChurn_KeepsTheMovesOfALeader()
    {
        var lost = Started().At(102).Host(1).Snapshot;
        var moved = SnapshotReducer.Apply(
            lost,
            SourceCatalogue.KubernetesLeases.Listed(
                [LeaseOf("kube-controller-manager"), LeaseOf("kube-scheduler")],
                lost.At!.Value
            )
        );
        Assert.Contains(VerdictOf(moved).Findings, f =>
            f.Message.ToString().Contains("leadership of kube-scheduler moved to k8smaster2", StringComparison.Ordinal)
        );
        AssertVerdictSurvivesPodChurn(moved, "master.unreachable");
    }

    [Fact]
    public void ALeaseWithoutAHolder_IsEvidenceInItsOwnWords()
    {
        var lost = Started().At(102).Host(1).Snapshot;
        var vacant = SnapshotReducer.Apply(
            lost,
            SourceCatalogue.KubernetesLeases.Listed(
                [LeaseOf("kube-controller-manager"), LeaseOf("kube-scheduler") with { Holder = null }],
                lost.At!.Value
            )
        );

        var evidence = VerdictOf(vacant).Findings.Single(f => f.Rule.Value is "master.unreachable").Evidence;

        Assert.Contains(evidence, shown => shown.Text == "kube-scheduler has no leader");
    }

    private static Play Started() => new Play(3).At(100);

    private static Lease LeaseOf(string name) =>
        new(name, "k8smaster2_x", A.After(102), A.After(102), TimeSpan.FromSeconds(15), 2);

    private static void AssertVerdictSurvivesPodChurn(ClusterSnapshot snapshot, string rule)
    {
        var before = VerdictOf(snapshot);
        Assert.Contains(before.Findings, f => f.Key.StartsWith(rule + " ", StringComparison.Ordinal));

        var after = Churned(snapshot);
        Assert.All(after.Transitions, t => Assert.Equal(TransitionKind.Pod, t.Kind));
        Assert.Equal(before, VerdictOf(after));
    }

    /// <summary>600 pods appear and disappear again.</summary>
    private static ClusterSnapshot Churned(ClusterSnapshot snapshot)
    {
        ImmutableArray<Pod> known = [.. snapshot.Kubernetes.Pods.Value!.Values];
        var jobs = Enumerable
            .Range(0, 600)
            .Select(i =>
                A.Pod(ControlPlaneComponent.Etcd, "k8sworker1") with
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"job-{i}"),
                    Component = null,
                }
            );
        var at = snapshot.At!.Value;
        var crowded = SnapshotReducer.Apply(snapshot, SourceCatalogue.KubernetesPods.Listed([.. known, .. jobs], at));
        return SnapshotReducer.Apply(crowded, SourceCatalogue.KubernetesPods.Listed(known, at));
    }

    private static Verdict VerdictOf(ClusterSnapshot snapshot) => Judge.Assess(ClusterDiagnosis.Of(snapshot));
}

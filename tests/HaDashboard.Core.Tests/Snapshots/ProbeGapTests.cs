using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Rules.Reachability;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests.Verdicts;
using Xunit;

namespace HaDashboard.Core.Tests.Snapshots;

/// <summary>A probe of a component that hangs takes its whole time limit. Its results are then further apart than usual.</summary>
public sealed class ProbeGapTests
{
    // The interval of 2 s, and 3.6 s until the prober gives up: 90 % of its limit of 4 s.
    private const double Gap = 5.6;

    [Fact]
    public void AnEndpointThatFailsPartlyForMinutes_IsOneEvent_AndNeverStale()
    {
        var snapshot = new Play(3).Snapshot;
        for (var at = Gap; at < 240; at += Gap)
        {
            snapshot = SnapshotReducer.Apply(snapshot, Result(at, "no answer within 3.6 s"));
            snapshot = Ticked(snapshot, at, at + Gap);
            Assert.True(snapshot.Node("k8smaster1")!.LocalEndpoint.IsFresh, $"stale before {at + Gap} s");
        }

        Assert.Single(snapshot.Transitions, t => t.Kind is TransitionKind.Endpoint);
    }

    [Fact]
    public void AProbeWithoutAResult_TurnsStaleAfterItsLimit()
    {
        var snapshot = SnapshotReducer.Apply(new Play(3).Snapshot, Result(0, null));

        Assert.True(Ticked(snapshot, 0, 7.5).Node("k8smaster1")!.LocalEndpoint.IsFresh);
        var late = Ticked(snapshot, 0, 9);
        Assert.False(late.Node("k8smaster1")!.LocalEndpoint.IsFresh);
        Assert.Contains(Judge.Assess(ClusterDiagnosis.Of(late)).Findings, f =>
            f.Rule == SourceStaleRule.Id && f.Node == A.Name("k8smaster1")
        );
    }

    private static ClusterSnapshot Ticked(ClusterSnapshot snapshot, double from, double until)
    {
        for (var at = from + 1; at < until; at++)
        {
            snapshot = SnapshotReducer.Apply(snapshot, new ClockTicked(A.After(at)));
        }

        return snapshot;
    }

    private static Observation Result(double at, string? error)
    {
        var answered = new EndpointAttempt(true, 200, TimeSpan.FromMilliseconds(20), null, null);
        var last = error is null
            ? answered
            : new EndpointAttempt(false, null, TimeSpan.FromSeconds(3.6), Message.Verbatim(error), null);
        return SourceCatalogue.LocalEndpoint.Observed(
            A.Name("k8smaster1"),
            new EndpointProbe([answered, answered, last], ServerIdentity.Verified),
            A.After(at)
        );
    }
}

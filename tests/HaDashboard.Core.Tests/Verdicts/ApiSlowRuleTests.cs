using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

public sealed class ApiSlowRuleTests
{
    /// <summary>Seconds that a connection of k8smaster1, k8smaster2, k8smaster3 and k8sworker1 took.</summary>
    [Theory]
    [InlineData(2.5, 2.5, 2.5, 0.01, true)]
    [InlineData(2.001, 2.001, 2.001, 2.001, true)]
    [InlineData(2, 2, 2, 2, false)]
    [InlineData(2.5, 2.5, 0.01, 0.01, false)] // half is no majority
    [InlineData(3.9, 0.01, 0.01, 0.01, false)]
    public void MostConnectionsSlow_IsAWarning(double one, double two, double three, double worker, bool expected)
    {
        var verdict = VerdictOf(
            Observed("k8smaster1", one),
            Observed("k8smaster2", two),
            Observed("k8smaster3", three),
            Observed("k8sworker1", worker)
        );

        Assert.Equal(expected, verdict.Causes.Any(f => f.Rule == ApiSlowRule.Id && f.Severity is Severity.Warning));
        Assert.All(verdict.Findings, RuleTests.AssertComplete);
    }

    [Fact]
    public void AConnectionThatFails_IsNotCalledSlow()
    {
        var verdict = VerdictOf(Observed("k8smaster1", 3, error: "no answer in 3 s"));

        Assert.DoesNotContain(verdict.Findings, f => f.Rule == ApiSlowRule.Id);
    }

    [Fact]
    public void NothingTried_IsNotCalledSlow() =>
        Assert.DoesNotContain(Scenario.Whole().Verdict.Findings, f => f.Rule == ApiSlowRule.Id);

    [Fact]
    public void ASlowDiskUnderEtcd_ExplainsIt()
    {
        var snapshot = new[] { "k8smaster1", "k8smaster2", "k8smaster3" }
            .Select(node => Observed(node, 3))
            .Aggregate(new Play(3).SlowDisk(1).Snapshot, SnapshotReducer.Apply);

        var verdict = Judge.Assess(ClusterDiagnosis.Of(snapshot));

        var slow = Assert.Single(verdict.Findings, f => f.Rule == ApiSlowRule.Id);
        var disk = Assert.Single(verdict.Findings, f => f.Rule == EtcdSlowDiskRule.Id);
        Assert.Equal(disk.Key, slow.CausedBy);
    }

    private static Verdict VerdictOf(params Observation[] observations) => Scenario.Whole().Then(observations).Verdict;

    private static Observation Observed(string node, double seconds, string? error = null)
    {
        var attempt = new EndpointAttempt(
            error is null,
            200,
            TimeSpan.FromSeconds(seconds),
            error is null ? null : Message.Verbatim(error),
            null
        );
        return SourceCatalogue.LocalEndpoint.Observed(
            A.Name(node),
            new EndpointProbe([attempt], ServerIdentity.Verified),
            A.Noon
        );
    }
}

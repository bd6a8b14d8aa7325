using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

public sealed class OldWorkersRuleTests
{
    [Theory]
    [InlineData(59, 1, null)]
    [InlineData(60, 1, Severity.Info)]
    [InlineData(600, 2, Severity.Info)]
    [InlineData(600, 3, Severity.Warning)]
    public void OldWorkers_AreReportedAfterAnHour_AndAreAWarningWhereThereAreSeveral(
        int minutes,
        int count,
        Severity? severity
    )
    {
        var findings = Scenario
            .Whole()
            .Then(Seen(minutes, count))
            .Verdict.Findings.Where(f => f.Rule.Value == "haproxy.old-workers")
            .ToArray();
        Assert.Equal(severity, findings.Length == 0 ? null : findings.Single().Severity);
    }

    [Fact]
    public void WhatNobodyTells_IsNoFinding_AndWhatIsOldNeither()
    {
        Assert.DoesNotContain(Scenario.Whole().Verdict.Findings, f => f.Rule.Value == "haproxy.old-workers");
        var failed = new SourceFailed(
            new SourceId(SourceKind.HaProxyMaster, A.Name("k8smaster1")),
            A.Failure(),
            A.After(1)
        );
        var verdict = Scenario.Whole().Then(Seen(600, 3), failed).Verdict;
        Assert.DoesNotContain(verdict.Findings, f => f.Rule.Value == "haproxy.old-workers");
    }

    // The worker that serves has been up for the given minutes; so long ago the youngest old one was replaced.
    private static SourceObserved<MasterProcess> Seen(int minutes, int old) =>
        SourceCatalogue.HaProxyMasterProcess.Observed(
            A.Name("k8smaster1"),
            new MasterProcess(
                10,
                old,
                0,
                TimeSpan.FromDays(9),
                "2.6.12",
                [new WorkerProcess(20, 0, TimeSpan.FromMinutes(minutes), "2.6.12")],
                [
                    .. Enumerable
                        .Range(1, old)
                        .Select(i => new WorkerProcess(20 - i, i, TimeSpan.FromMinutes(minutes + i), "2.6.12")),
                ]
            ),
            A.Noon
        );
}

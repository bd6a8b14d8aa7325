using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>A HAProxy that is not supported is a finding with its reason and what to do.</summary>
public sealed class UnsupportedHaProxyTests
{
    private const string Reason = "HAProxy 1.5.18 is older than 1.8, the oldest version that is supported. Upgrade it.";

    [Fact]
    public void TheFinding_HasTheReasonAndTheAdvice()
    {
        var verdict = Scenario
            .Whole()
            .Then(
                new SourceFailed(
                    SourceId.HaProxy(A.Name("k8sworker1")),
                    A.Failure(FailureKind.Unsupported, Reason),
                    A.After(1)
                )
            )
            .Verdict;

        var finding = Assert.Single(verdict.Findings, finding => finding.Rule == HaProxyUnreachableRule.Id);
        Assert.Equal("k8sworker1", finding.Node!.Value);
        Assert.Equal($"HAProxy on k8sworker1 cannot be observed: {Reason}", $"{finding.Message}");
        Assert.StartsWith("On k8sworker1: haproxy -v.", $"{finding.Advice}", StringComparison.Ordinal);
        Assert.Contains("nbthread", $"{finding.Advice}", StringComparison.Ordinal);
    }
}

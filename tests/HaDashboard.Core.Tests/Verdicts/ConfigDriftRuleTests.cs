using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

public sealed class ConfigDriftRuleTests
{
    private const string File = "global\n daemon\nbackend api-backend\n server master1 10.0.42.1:6443 check\n";

    [Theory]
    [InlineData(File + "# a comment\n", null)]
    [InlineData(
        "global\n daemon\n node k8smaster2\n stats socket /run/other.sock\nbackend api-backend\n server master1 10.0.42.1:6443 check\n",
        null
    )]
    [InlineData(
        "global\n daemon\n maxconn 9\nbackend api-backend\n server master1 10.0.42.1:6443 check\n",
        Severity.Info
    )]
    [InlineData(
        "global\n daemon\nbackend api-backend\n server master1 10.0.42.1:6443 check backup\n",
        Severity.Warning
    )]
    public void OneThatDiffers_IsReported_AndIsAWarningInTheApiBackend(string other, Severity? severity)
    {
        var findings = Scenario
            .Whole()
            .Then(Read("k8smaster1", File), Read("k8smaster2", other), Read("k8smaster3", File))
            .Verdict.Findings.Where(f => f.Rule.Value == "haproxy.config-drift")
            .ToArray();
        Assert.Equal(severity, findings.Length == 0 ? null : findings.Single().Severity);
        Assert.All(findings, f => Assert.Equal("k8smaster2", f.Node!.Value));
    }

    [Fact]
    public void FilesNobodyRead_AreNoDrift() =>
        Assert.DoesNotContain(Scenario.Whole().Then(Read("k8smaster1", File)).Verdict.Findings, f =>
            f.Rule.Value == "haproxy.config-drift"
        );

    private static SourceObserved<NodeConfiguration> Read(string node, string file) =>
        SourceCatalogue.HaProxyConfiguration.Observed(
            A.Name(node),
            NodeConfiguration.Read(ConfigurationFile.Of(file, isCut: false)),
            A.Noon
        );
}

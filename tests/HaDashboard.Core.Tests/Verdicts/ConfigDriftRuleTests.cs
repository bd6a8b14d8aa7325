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

    /// <summary>Each text has {own} for the node's number, {a} and {b} for those of the other masters.</summary>
    [Theory]
    [InlineData(
        "server cp{own} 127.0.0.1:6443 check|server cp{a} 10.0.42.{a}:6443 check|server cp{b} 10.0.42.{b}:6443 check"
    )]
    [InlineData("server local [::1]:6443|server cp{a} 10.0.42.{a}:6443 backup|server cp{b} 10.0.42.{b}:6443 backup")]
    [InlineData(
        "server local localhost:6443|server cp{a} k8smaster{a}:6443 backup|server cp{b} k8smaster{b}:6443 backup"
    )]
    [InlineData("server v 10.0.42.100:6443 source 10.0.42.{own}|log 10.0.42.{own}:514 local0")]
    [InlineData("bind 10.0.42.{own}:6443,127.0.0.1:6443")]
    public void LinesOfEachNodesOwnMachine_AreNoDrift(string lines) =>
        Assert.Empty(DriftOf(node => OwnLines(lines, node)));

    [Theory]
    [InlineData("server cp{own} 127.0.0.1:6443 check|server cp{a} 10.0.42.{a}:6443 check", Severity.Warning)] // one master lacks
    [InlineData("server v 10.0.42.100:6443|server w 10.0.42.{own}:6444", Severity.Warning)] // no loopback: compared as it is
    [InlineData("server v 10.0.42.100:6443 weight {own}", Severity.Warning)]
    public void OtherDifferences_AreDrift(string lines, Severity severity)
    {
        var findings = DriftOf(node => OwnLines(lines, node)).ToArray();
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(severity, finding.Severity));
    }

    [Fact]
    public void AddressThatIsNoOnesOwn_IsDrift() =>
        Assert.Equal(
            Severity.Info,
            Assert.Single(DriftOf(node => $"{File}frontend f\n bind 10.0.9.{(node == 3 ? 8 : 7)}:443\n")).Severity
        );

    [Fact]
    public void SameLineThatNamesOneOfTheNodes_IsNoDrift() =>
        Assert.Empty(DriftOf(_ => "global\n log 10.0.42.1:514 local0\nfrontend f\n bind 10.0.42.1:443\n"));

    [Fact]
    public void WindowsLineEndsOnOneNode_AreNoDrift() =>
        Assert.Empty(
            DriftOf(node => node == 2 ? $"\ufeff{File.Replace("\n", "\r\n", StringComparison.Ordinal)}" : File)
        );

    [Fact]
    public void DifferenceInAListenSection_IsAWarning()
    {
        var finding = Assert.Single(
            DriftOf(node => $"listen api-backend\n server master1 10.0.42.{(node == 3 ? 7 : 1)}:6443\n")
        );
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("'listen api-backend'", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesNobodyRead_AreNoDrift() =>
        Assert.DoesNotContain(Scenario.Whole().Then(Read("k8smaster1", File)).Verdict.Findings, f =>
            f.Rule.Value == "haproxy.config-drift"
        );

    private static IEnumerable<Finding> DriftOf(Func<int, string> fileOf) =>
        Scenario
            .Whole()
            .Then([.. Enumerable.Range(1, 3).Select(node => Read($"k8smaster{node}", fileOf(node)))])
            .Verdict.Findings.Where(finding => finding.Rule.Value == "haproxy.config-drift");

    private static string OwnLines(string lines, int own)
    {
        var others = Enumerable.Range(1, 3).Where(node => node != own).ToArray();
        var text = lines
            .Replace("{own}", $"{own}", StringComparison.Ordinal)
            .Replace("{a}", $"{others[0]}", StringComparison.Ordinal)
            .Replace("{b}", $"{others[1]}", StringComparison.Ordinal)
            .Replace("|", "\n ", StringComparison.Ordinal);
        return $"global\n daemon\nbackend api-backend\n {text}\n";
    }

    private static SourceObserved<NodeConfiguration> Read(string node, string file) =>
        SourceCatalogue.HaProxyConfiguration.Observed(
            A.Name(node),
            NodeConfiguration.Read(ConfigurationFile.Of(file, isCut: false)),
            A.Noon
        );
}

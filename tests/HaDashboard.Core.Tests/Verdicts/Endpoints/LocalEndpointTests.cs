using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>The endpoint on each node's own HAProxy: named by kubeadm, configured, or only assumed.</summary>
public sealed class LocalEndpointTests
{
    private static readonly string[] All = ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1"];

    [Fact]
    public void LoopbackEndpointOfKubeadm_ThatNoNodeReaches_IsNamed()
    {
        var finding = Failing(Kubeadm("127.0.0.9:8443").Then(Closed(All)))!;

        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.Contains("controlPlaneEndpoint 127.0.0.9:8443", finding.Message, StringComparison.Ordinal);
        Assert.Contains("none of 4 nodes", finding.Message, StringComparison.Ordinal);
        Assert.Contains("curl -sk https://127.0.0.9:8443/readyz", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void EndpointThatOneNodeDoesNotReach_NamesTheAddressAndTheNode()
    {
        var finding = Failing(
            Kubeadm("127.0.0.1:8443").Then([.. Closed("k8sworker1"), .. Answered("k8smaster1", "127.0.0.1:8443")])
        )!;

        Assert.Equal("k8sworker1", finding.Node?.Value);
        Assert.Contains("127.0.0.1:8443", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AssumedEndpoint_ThatNeverAnswered_IsAnInfo_AndTheClusterStaysHealthy()
    {
        var verdict = Scenario.Whole().Then(Closed(All)).Verdict;

        var finding = Assert.Single(verdict.Findings, f => f.Rule.Value == "endpoint.failing");
        Assert.Equal((Severity.Info, null), (finding.Severity, finding.Node));
        Assert.Contains("127.0.0.1:5443", finding.Message, StringComparison.Ordinal);
        Assert.Contains("ControlPlane:LocalEndpoint", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void AssumedEndpoint_ThatNeverAnswered_IsNoFinding_WhereWorkersHaveNoHaProxy() =>
        Assert.Null(
            Failing(
                Scenario
                    .Whole()
                    .Inventory(inventory =>
                        inventory with
                        {
                            Nodes =
                            [
                                .. inventory.Nodes.Select(node =>
                                    node with
                                    {
                                        HasHaProxy = node.Role is NodeRole.Master,
                                    }
                                ),
                            ],
                        }
                    )
                    .Then(Closed("k8smaster1"))
            )
        );

    [Fact]
    public void AssumedEndpoint_ThatAnsweredOnce_IsTheEndpoint()
    {
        var finding = Failing(Scenario.Whole().Then([.. All.SelectMany(node => Answered(node)), .. Closed(All)]))!;

        Assert.Equal(Severity.Critical, finding.Severity);
    }

    [Fact]
    public void SharedEndpoint_LeavesTheLocalOneUntried_WithoutAFinding()
    {
        var verdict = Kubeadm("10.0.42.100:8443").Inventory(i => i with { Probes = ProbeSchedule.Default }).Verdict;

        Assert.DoesNotContain(verdict.Findings, finding =>
            finding.Message.ToString().Contains("local endpoint", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void LocalEndpoint_ThatNoNodeReaches_DoesNotMakeTheApiUnavailable_WhileTheSharedOneAnswers()
    {
        var local = new Uri("https://127.0.0.1:5443");
        var cluster = SharedEndpoint.Of(masters: 3);
        var configured = cluster.Snapshot.Inventory with
        {
            Endpoints = EndpointSettings.Default with { LocalChoice = EndpointChoice.Fixed, Local = local },
        };
        var failing = (cluster with { Snapshot = cluster.Snapshot with { Inventory = configured } })
            .AnswersEverywhere()
            .Then(Closed([.. cluster.Snapshot.Nodes.Select(node => node.Name.Value)]));

        Assert.Equal(local, failing.View.Endpoints.Local);
        Assert.False(failing.Diagnosis.Tolerance.IsApiUnavailable);
    }

    private static Scenario Kubeadm(string endpoint) =>
        Scenario.Whole().Then(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), A.Noon));

    private static Finding? Failing(Scenario scenario) =>
        scenario.Verdict.Findings.SingleOrDefault(finding => finding.Rule.Value == "endpoint.failing");

    private static Observation[] Closed(params string[] nodes) =>
        [
            .. nodes.Select(node => new SourceFailed(
                SourceId.LocalEndpoint(A.Name(node)),
                A.Failure(FailureKind.PortClosed),
                A.After(1)
            )),
        ];

    private static Observation[] Answered(string node, string address = "127.0.0.1:5443") =>
        [SourceCatalogue.LocalEndpoint.Observed(A.Name(node), SharedEndpoint.Probe(ok: true, address), A.Noon)];
}

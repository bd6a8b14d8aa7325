using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests.Verdicts.Doctor;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>Binds and certificates where all clients share one endpoint.</summary>
public sealed class SharedEndpointSetupTests
{
    private static readonly string[] All = ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1"];

    // The certificates of Examined name 10.0.42.1, which stands for a virtual address here.
    private const string Endpoint = "10.0.42.1:8443";

    [Theory]
    [InlineData("*:8443")]
    [InlineData("10.0.42.1:8443")]
    public void OneMachineThatBindsTheEndpoint_IsEnough(string bind)
    {
        var cluster = Shared().File(FileWith(bind), on: "k8smaster2").Then(Reach(ok: true));

        Assert.Null(Mismatch(cluster));
        Assert.Equal(DoctorState.Pass, cluster.Check("D3").State);
    }

    [Fact]
    public void EndpointThatNoHaProxyBinds_ButThatAnswers_BelongsToAnotherLoadBalancer()
    {
        var cluster = Shared().Then(Reach(ok: true));

        Assert.Null(Mismatch(cluster));
        Assert.Equal(DoctorState.Pass, cluster.Check("D3").State);
    }

    [Fact]
    public void EndpointThatNoHaProxyBinds_AndThatDoesNotAnswer_IsOneFinding()
    {
        var cluster = Shared().Then(Reach(ok: false));

        var finding = Mismatch(cluster)!;
        Assert.Null(finding.Node);
        Assert.Contains($"the controlPlaneEndpoint {Endpoint}", finding.Message, StringComparison.Ordinal);
        Assert.Contains("they bind 127.0.0.1:5443", finding.Message, StringComparison.Ordinal);
        Assert.Equal(DoctorState.Fail, cluster.Check("D3").State);
    }

    [Fact]
    public void LoopbackAddressThatACertificateLacks_IsNoFinding_WhereClientsShareAnEndpoint()
    {
        var cluster = Shared()
            .File(FileWith("*:8443"), on: "k8smaster1")
            .Then(Reach(ok: true))
            .Then(Examined.Certificates("k8smaster1", 200, "127.0.0.1"));

        Assert.DoesNotContain(Judge.Assess(ClusterDiagnosis.Of(cluster.Snapshot)).Findings, finding =>
            finding.Rule.Value == "kubeadm.san-missing"
        );
        Assert.Equal(DoctorState.Pass, cluster.Check("D3").State);
    }

    private static Scenario Shared() => Examined.Good().Then(Examined.Kubeadm(Endpoint));

    private static string FileWith(string bind) =>
        Examined.GoodFile.Replace("127.0.0.1:5443", bind, StringComparison.Ordinal);

    private static Observation[] Reach(bool ok) =>
        [
            .. All.Select(node =>
                (Observation)SourceCatalogue.Endpoint.Observed(A.Name(node), SharedEndpoint.Probe(ok, Endpoint), A.Noon)
            ),
        ];

    private static Finding? Mismatch(Scenario cluster) =>
        Judge
            .Assess(ClusterDiagnosis.Of(cluster.Snapshot))
            .Findings.SingleOrDefault(finding => finding.Rule.Value == "kubeadm.endpoint-mismatch");
}

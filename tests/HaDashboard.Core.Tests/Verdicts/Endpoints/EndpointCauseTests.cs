using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>What an unreachable endpoint explains, and what explains it.</summary>
public sealed class EndpointCauseTests
{
    private static SharedEndpoint Nobody => SharedEndpoint.Of(3).HeldBy().At(4).HeldBy().FailsEverywhere();

    [Fact]
    public void AddressOfNobody_ExplainsThatKubeletsStopPosting()
    {
        var cluster = Nobody;
        cluster = cluster.Then(
            SourceCatalogue.KubernetesNodes.Listed(
                [
                    .. cluster.Snapshot.Nodes.Select(node =>
                        A.Node(node.Name.Value, "Unknown", reason: "NodeStatusUnknown")
                    ),
                ],
                A.After(5)
            )
        );

        Finding[] notReady = [.. cluster.Findings.Where(finding => finding.Rule.Value == "k8s.node-not-ready")];
        Assert.Equal(5, notReady.Length);
        Assert.All(notReady, finding => Assert.Equal(cluster.Find("vip.no-holder")!.Key, finding.CausedBy));
    }

    [Theory]
    [InlineData("https://10.0.42.100:8443", true)]
    [InlineData("https://10.0.42.1:6443", false)]
    public void UnreachableApi_IsExplained_WhereTheKubeconfigHasTheEndpoint(string server, bool isExplained)
    {
        var cluster = SharedEndpoint
            .Of(3)
            .Then(new SourceAlive(SourceId.KubernetesApi, server, A.After(1)))
            .HeldBy()
            .At(4)
            .HeldBy()
            .FailsEverywhere()
            .Then(new SourceFailed(SourceId.KubernetesApi, A.Failure(), A.After(5)));

        var cause = isExplained ? cluster.Find("vip.no-holder")!.Key : null;
        Assert.Equal(cause, cluster.Find("k8s.api-unreachable")!.CausedBy);
    }

    [Theory]
    [InlineData("k8smaster2", true)]
    [InlineData("k8smaster1", false)]
    public void LossOfTheHolder_ExplainsTheOutage_AndLossOfAnotherMachineDoesNot(string lost, bool isExplained)
    {
        var cluster = SharedEndpoint.Of(3).HeldBy("k8smaster2").AnswersEverywhere().At(5).FailsEverywhere();
        cluster = cluster.Then(
            new SourceFailed(
                SourceId.HaProxy(A.Name(lost)),
                new SourceFailure(FailureKind.Timeout, Message.Verbatim("no answer")),
                A.After(6)
            )
        );

        var cause = cluster.Find("haproxy.unreachable")!.Key;
        Assert.Equal(isExplained ? cause : null, cluster.Find("endpoint.unreachable")!.CausedBy);
    }

    [Fact]
    public void StoppedHaProxyOnTheHolder_ExplainsTheOutage()
    {
        var cluster = SharedEndpoint.Of(3, 2).HeldBy("lb1").AnswersEverywhere().At(5).HeldBy("lb1").FailsEverywhere();
        cluster = cluster.Then(
            new SourceFailed(SourceId.HaProxy(A.Name("lb1")), A.Failure(FailureKind.SocketRefused), A.After(6))
        );

        var unreachable = cluster.Find("endpoint.unreachable")!;
        Assert.Equal(cluster.Find("haproxy.process-down")!.Key, unreachable.CausedBy);
        Assert.Contains("10.0.42.100 is on lb1", unreachable.Advice, StringComparison.Ordinal);
    }
}

using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Endpoints;

/// <summary>The endpoint that all clients share: from where it answers, who holds its address, and the findings about both.</summary>
public sealed class EndpointViewTests
{
    private static readonly string[] Rules = ["endpoint.unreachable", "vip.no-holder", "vip.several-holders"];

    /// <summary>Masters and load balancers.</summary>
    public static TheoryData<int, int> Topologies =>
        new()
        {
            { 1, 0 },
            { 3, 0 },
            { 1, 2 },
            { 3, 2 },
        };

    [Theory]
    [MemberData(nameof(Topologies))]
    public void HeldByOneMachine_AndAnswering_IsNoFinding(int masters, int loadBalancers)
    {
        var cluster = SharedEndpoint.Of(masters, loadBalancers);
        cluster = cluster.HeldBy(cluster.Candidates[0]).AnswersEverywhere();

        Assert.Equal([cluster.Candidates[0]], cluster.View.Holders.Select(holder => holder.Value));
        Assert.True(cluster.View.IsReachable);
        Assert.Equal(SharedEndpoint.Endpoint, cluster.View.HostPort.ToString());
        Assert.DoesNotContain(cluster.Findings, finding => Rules.Contains(finding.Rule.Value));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void OnNoMachine_AndUnreachable_IsHeldByNobody(int masters, int loadBalancers)
    {
        var cluster = SharedEndpoint.Of(masters, loadBalancers);
        cluster = cluster.HeldBy().At(4).HeldBy().FailsEverywhere();

        Assert.True(cluster.View.IsHeldByNobody);
        var cause = cluster.Find("vip.no-holder")!;
        Assert.Equal(Severity.Critical, cause.Severity);
        Assert.True(cause.IsCause);
        Assert.Contains("10.0.42.100 is on no machine", cause.Message, StringComparison.Ordinal);
        Assert.All(cluster.Candidates, machine => Assert.Contains(machine, cause.Message, StringComparison.Ordinal));
        var symptom = cluster.Find("endpoint.unreachable")!;
        Assert.Equal((Severity.Critical, cause.Key), (symptom.Severity, symptom.CausedBy));
        Assert.Contains(SharedEndpoint.Endpoint, symptom.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void OnNoWatchedMachine_ButAnswering_BelongsToAnExternalLoadBalancer(int masters, int loadBalancers)
    {
        var cluster = SharedEndpoint.Of(masters, loadBalancers).HeldBy().At(4).HeldBy().AnswersEverywhere();

        Assert.False(cluster.View.IsHeldByNobody);
        Assert.DoesNotContain(cluster.Findings, finding => Rules.Contains(finding.Rule.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void UnobservedCandidate_MayHoldTheAddress(int loadBalancers)
    {
        var cluster = SharedEndpoint.Of(3, loadBalancers);
        cluster = cluster
            .Candidates.Skip(1)
            .Aggregate(cluster, (c, machine) => c.Reads(machine, holds: false))
            .FailsEverywhere();

        Assert.False(cluster.View.AreCandidatesObserved);
        Assert.False(cluster.View.IsHeldByNobody);
        Assert.Null(cluster.Find("vip.no-holder"));
        Assert.True(cluster.Find("endpoint.unreachable")!.IsCause);
    }

    [Fact]
    public void OldReading_DoesNotShowWhoHoldsTheAddressNow()
    {
        var cluster = SharedEndpoint.Of(3).HeldBy().At(4).HeldBy().At(20).FailsEverywhere();

        Assert.False(cluster.View.AreCandidatesObserved);
        Assert.Null(cluster.Find("vip.no-holder"));
    }

    [Fact]
    public void WorkersNeedNotBeObserved_WhereMastersHaveTheHaProxys()
    {
        var cluster = SharedEndpoint.Of(3);
        for (var second = 1; second <= 4; second += 3)
        {
            cluster = cluster
                .At(second)
                .Candidates.Aggregate(cluster.At(second), (c, machine) => c.Reads(machine, holds: false));
        }

        Assert.True(cluster.FailsEverywhere().View.IsHeldByNobody);
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void OnTwoMachines_IsCritical_AndNamesThem(int masters, int loadBalancers)
    {
        var cluster = SharedEndpoint.Of(masters, loadBalancers);
        string[] two = [cluster.Candidates[0], loadBalancers > 0 ? "lb2" : "k8sworker1"];
        cluster = cluster.HeldBy(two).At(4).HeldBy(two).AnswersEverywhere();

        var finding = cluster.Find("vip.several-holders")!;
        Assert.Equal((Severity.Critical, true), (finding.Severity, finding.IsCause));
        Assert.All(two, machine => Assert.Contains(machine, finding.Message, StringComparison.Ordinal));
        Assert.All(two, machine => Assert.Contains(machine, finding.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public void UnreachableFromOneNode_IsAWarningAboutIt()
    {
        var cluster = SharedEndpoint.Of(3).HeldBy("k8smaster1").AnswersEverywhere().Fails("k8sworker2");

        var finding = cluster.Find("endpoint.unreachable")!;
        Assert.True(cluster.View.IsPartlyUnreachable);
        Assert.Equal((Severity.Warning, "k8sworker2"), (finding.Severity, finding.Node?.Value));
        Assert.Contains("4 other nodes reach it", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreachableFromSeveralNodes_NamesEach()
    {
        var finding = SharedEndpoint
            .Of(3)
            .AnswersEverywhere()
            .Fails("k8sworker1")
            .Fails("k8sworker2")
            .Find("endpoint.unreachable")!;

        Assert.Equal((Severity.Warning, null), (finding.Severity, finding.Node));
        Assert.Contains("from k8sworker1, k8sworker2 ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreachableFromTheDashboardsHostOnly_IsInfo_AndTheClusterIsReachable()
    {
        var cluster = SharedEndpoint.Of(3).HeldBy("k8smaster1").AnswersEverywhere().FailsHere();

        Assert.Equal(Severity.Info, cluster.Find("endpoint.unreachable")!.Severity);
        Assert.True(cluster.View.IsReachable);
        Assert.Contains("dashboard's host", cluster.Find("endpoint.unreachable")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnreachableFromTheDashboardsHost_WhileNoNodeTries_IsAWarning() =>
        Assert.Equal(Severity.Warning, SharedEndpoint.Of(3).FailsHere().Find("endpoint.unreachable")!.Severity);

    [Theory]
    [InlineData(FailureKind.PortClosed, EndpointAnswer.Failed)]
    [InlineData(FailureKind.PortSilent, EndpointAnswer.Failed)]
    [InlineData(FailureKind.TargetUnreachable, EndpointAnswer.Failed)]
    [InlineData(FailureKind.PortForbidden, EndpointAnswer.NotObserved)]
    [InlineData(FailureKind.Timeout, EndpointAnswer.NotObserved)]
    [InlineData(FailureKind.AuthenticationFailed, EndpointAnswer.NotObserved)]
    public void FailureOfAProbe_IsFailureOfTheEndpoint_OnlyIfTheNodeTriedIt(FailureKind kind, EndpointAnswer answer)
    {
        var cluster = SharedEndpoint.Of(1).Fails("k8smaster1", kind);

        Assert.Equal(answer, cluster.View.Nodes[0].Answer);
        Assert.Equal(answer is EndpointAnswer.Failed, cluster.View.IsUnreachable);
        Assert.Equal(answer is EndpointAnswer.Failed ? false : null, cluster.View.IsReachable);
    }

    [Fact]
    public void NothingTried_IsNotObserved_AndNoFinding()
    {
        var cluster = SharedEndpoint.Of(3);

        Assert.Null(cluster.View.IsReachable);
        Assert.False(cluster.View.IsUnreachable || cluster.View.IsPartlyUnreachable || cluster.View.IsHeldByNobody);
        Assert.DoesNotContain(cluster.Findings, finding => Rules.Contains(finding.Rule.Value));
    }

    [Fact]
    public void EndpointWithAHostName_HasNoHolders()
    {
        var cluster = SharedEndpoint.Of(3, endpoint: "api.example:8443").HeldBy().At(4).HeldBy().FailsEverywhere();

        Assert.Null(cluster.View.VirtualAddress);
        Assert.False(cluster.View.IsHeldByNobody);
        Assert.True(cluster.Find("endpoint.unreachable")!.IsCause);
        Assert.Contains("api.example:8443", cluster.Find("endpoint.unreachable")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SwitchedOff_ClaimsNothing()
    {
        var cluster = SharedEndpoint.Of(3).FailsEverywhere();
        var settings = EndpointSettings.Default with { SharedChoice = EndpointChoice.Off };
        var off = cluster.Snapshot with { Inventory = cluster.Snapshot.Inventory with { Endpoints = settings } };

        Assert.Null(EndpointView.Of(off).Address);
        Assert.Null(EndpointView.Of(off).IsReachable);
    }

    [Fact]
    public void ConfiguredEndpoint_IsUsedWhereKubeadmIsNotKnown()
    {
        var cluster = SharedEndpoint.Of(3, endpoint: null);
        var settings = EndpointSettings.Default with
        {
            SharedChoice = EndpointChoice.Fixed,
            Shared = new Uri("https://[fd00:42::100]:6443"),
        };
        var view = EndpointView.Of(
            cluster.Snapshot with
            {
                Inventory = cluster.Snapshot.Inventory with { Endpoints = settings },
            }
        );

        Assert.Equal("[fd00:42::100]:6443", view.HostPort.ToString());
        Assert.Equal("fd00:42::100", view.VirtualAddress);
        Assert.False(view.IsNamedByKubeadm);
    }

    [Fact]
    public void LocalEndpointOfKubeadm_IsTheEndpoint_AndEachNodeTriesItsOwn()
    {
        var cluster = SharedEndpoint.Of(3, endpoint: "127.0.0.1:5443");
        cluster = cluster.Then(
            SourceCatalogue.LocalEndpoint.Observed(
                A.Name("k8smaster1"),
                SharedEndpoint.Probe(ok: true, "127.0.0.1:5443"),
                A.Noon
            )
        );

        Assert.False(cluster.View.IsShared);
        Assert.True(cluster.View.IsNamedByKubeadm);
        Assert.Equal("127.0.0.1:5443", cluster.View.HostPort.ToString());
        Assert.Equal(["k8smaster1", "k8smaster2", "k8smaster3"], cluster.View.Nodes.Select(n => n.Node.Name.Value));
        Assert.Equal(1, cluster.View.Count(EndpointAnswer.Answered));
    }

    [Fact]
    public void AssumedLocalEndpoint_IsNoEndpoint_UntilAPortAccepts()
    {
        var cluster = SharedEndpoint.Of(3, endpoint: null);
        var closed = cluster.Then(
            new SourceFailed(
                SourceId.LocalEndpoint(A.Name("k8smaster1")),
                A.Failure(FailureKind.PortClosed),
                A.After(1)
            )
        );
        var accepts = closed.Then(
            SourceCatalogue.LocalEndpoint.Observed(
                A.Name("k8smaster2"),
                new EndpointProbe([], ServerIdentity.Plain),
                A.After(1)
            )
        );

        Assert.Null(closed.View.Address);
        Assert.False(closed.View.IsUnreachable);
        Assert.Equal("127.0.0.1:5443", accepts.View.HostPort.ToString());
    }
}

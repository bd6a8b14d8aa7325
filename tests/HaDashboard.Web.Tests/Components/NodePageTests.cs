using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class NodePageTests : PageContext
{
    [Fact]
    public void EveryColumnOfHatopsStatusMode_IsThere()
    {
        var page = Node(Scenario.Whole(), "k8smaster1");

        Assert.Equal(
            ["NAME", "W", "STATUS", "CHECK", "ACT", "BCK", "QCUR", "QMAX", "SCUR", "SMAX", "SLIM", "STOT"],
            page.FindAll("[data-testid=status] thead th[data-column]").SkipLast(1).Select(th => th.TextContent)
        );
        Assert.Equal(
            ["master1", "master2", "master3", "BACKEND"],
            page.FindAll("[data-testid=row][data-proxy=api-backend]").Select(row => row.GetAttribute("data-server"))
        );
    }

    [Fact]
    public void AFailingNode_SaysWhyAndHowOldItsFactsAre()
    {
        var page = Node(Scenario.Whole().Fails(FailureKind.SocketRefused, "k8sworker1"), "k8sworker1");

        Assert.Contains("the SocketRefused story", page.Markup, StringComparison.Ordinal);
        Assert.All(page.FindAll("[data-testid=row]"), row => Assert.Equal("true", row.GetAttribute("data-stale")));
        Assert.Empty(page.FindAll("[data-testid=row] .ok"));
        Assert.NotEmpty(page.FindAll("ha-age"));
    }

    [Fact]
    public void AnUnknownNode_IsSaidSo() =>
        Assert.Contains(
            "No node “nowhere” is configured",
            Node(Scenario.Whole(), "nowhere").Markup,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(false, "unknown: no master socket is configured")]
    [InlineData(true, "not known yet")]
    public void OldWorkers_NotObserved_AreUnknown(bool configured, string said)
    {
        var scenario = Scenario
            .Whole()
            .Inventory(i => i with { Nodes = [.. i.Nodes.Select(n => n with { HasMasterSocket = configured })] });
        Assert.Equal(said, Node(scenario, "k8smaster1").Find("[data-testid=old-workers] dd").TextContent);
    }

    [Fact]
    public void OldWorkers_AreCounted_WithTheAgeOfTheOldest()
    {
        var master = new MasterProcess(
            10,
            2,
            0,
            TimeSpan.FromDays(9),
            "2.6.12",
            [new WorkerProcess(30, 0, TimeSpan.FromMinutes(5), "2.6.12")],
            [
                new WorkerProcess(20, 1, TimeSpan.FromHours(2), "2.6.12"),
                new WorkerProcess(11, 2, TimeSpan.FromDays(2), "2.6.12"),
            ]
        );
        var page = Node(
            Scenario.Whole().Then(SourceCatalogue.HaProxyMasterProcess.Observed(A.Name("k8smaster1"), master, A.Noon)),
            "k8smaster1"
        );
        Assert.StartsWith(
            "2, the oldest up for 2d",
            page.Find("[data-testid=old-workers] dd").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LoadAndMemory_AreShownWhereTheyAreRead_AndWithTheirAgeWhereTheyAreOld()
    {
        var load = new NodeLoad(0.5, 1.25, 2, 8L << 30, 2L << 30);
        var known = Scenario.Whole().Then(SourceCatalogue.NodeLoad.Observed(A.Name("k8smaster1"), load, A.Noon));

        Assert.Empty(Node(Scenario.Whole(), "k8smaster1").FindAll("[data-testid=node-load]"));
        var fresh = Node(known, "k8smaster1").Find("[data-testid=node-load]");
        Assert.Equal("false", fresh.GetAttribute("data-stale"));
        Assert.Equal(["0.50", "1.25", "2.00"], fresh.QuerySelectorAll("dd").Take(3).Select(dd => dd.TextContent));

        var source = new SourceId(SourceKind.NodeLoad, A.Name("k8smaster1"));
        var stale = Node(known.Then(new SourceFailed(source, A.Failure(), A.After(1))), "k8smaster1")
            .Find("[data-testid=node-load]");
        Assert.Equal("true", stale.GetAttribute("data-stale"));
        Assert.NotNull(stale.QuerySelector("ha-age"));
    }

    private IRenderedComponent<NodePage> Node(Scenario scenario, string name) =>
        Page<NodePage>(View(scenario), parameters => parameters.Add(page => page.Name, name));
}

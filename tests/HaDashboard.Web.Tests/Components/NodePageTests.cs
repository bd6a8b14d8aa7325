using Bunit;
using HaDashboard.Components.Pages;
using HaDashboard.Core.Observations;
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
            page.FindAll("[data-testid=status] thead th[data-column]").SkipLast(1).Select(th => th.TextContent));
        Assert.Equal(
            ["master1", "master2", "master3", "BACKEND"],
            page.FindAll("[data-testid=row][data-proxy=api-backend]").Select(row => row.GetAttribute("data-server")));
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
        Assert.Contains("No node “nowhere” is configured", Node(Scenario.Whole(), "nowhere").Markup, StringComparison.Ordinal);

    private IRenderedComponent<NodePage> Node(Scenario scenario, string name) =>
        Page<NodePage>(View(scenario), parameters => parameters.Add(page => page.Name, name));
}

using AngleSharp.Dom;
using Bunit;
using HaDashboard.Components.Matrix;
using HaDashboard.Components.Pages;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class OverviewTests : PageContext
{
    [Fact]
    public void AWholeCluster_IsHealthyAndEveryCellIsUp()
    {
        var page = Page<Overview>(View(Scenario.Whole(3, 1)));

        Assert.Equal("Healthy", Verdict(page));
        var cells = page.FindAll("[data-testid=cell]");
        Assert.Equal(12, cells.Count);
        Assert.All(cells, cell =>
            Assert.Equal(("UP", "false"), (cell.GetAttribute("data-status"), cell.GetAttribute("data-stale")))
        );
        Assert.Equal(12, page.FindAll("[data-testid=component][data-state=ready]").Count);
    }

    [Fact]
    public void AMasterDown_TurnsItsColumnAndTheVerdict()
    {
        var page = Page<Overview>(View(Scenario.Whole().Server("master2", "DOWN", "L4CON")));

        Assert.NotEqual("Healthy", Verdict(page));
        var column = page.FindAll("[data-testid=cell][data-server=master2]");
        Assert.Equal(4, column.Count);
        Assert.All(column, cell =>
        {
            Assert.Equal("DOWN", cell.GetAttribute("data-status"));
            Assert.Contains("bad", cell.ClassList);
            Assert.Contains("DOWN", cell.TextContent, StringComparison.Ordinal); // the word, not the colour alone
            Assert.Contains("L4CON", cell.TextContent, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void AFailingApiServer_MakesUpAWarning_WithTheAgeOfTheFailure()
    {
        var failedAt = A.After(-7);
        var failure = new SourceFailure(
            FailureKind.PortSilent,
            Message.Verbatim("The apiserver gave no answer within 5 s.")
        );
        var hangs = new SourceFailed(new SourceId(SourceKind.ApiServer, A.Name("k8smaster2")), failure, failedAt);

        var page = Page<Overview>(View(Scenario.Whole().Then(hangs)));

        var column = page.FindAll("[data-testid=cell][data-server=master2]");
        Assert.NotEmpty(column);
        Assert.All(column, cell =>
        {
            Assert.Contains("failing", cell.TextContent, StringComparison.Ordinal);
            Assert.Equal(Moment.Iso(failedAt), cell.QuerySelector("ha-age")!.GetAttribute("since"));
        });
    }

    [Fact]
    public void AHostLost_IsOneCause_WithItsSymptomsAndEvidenceFolded_AndWhatMayFailNextIsListed()
    {
        var page = Page<Overview>(View(Scenario.Whole().MastersLost(1)));

        Assert.Equal(
            ["master.unreachable"],
            page.FindAll("[data-testid=finding]").Select(f => f.GetAttribute("data-rule"))
        );
        Assert.Contains(
            "haproxy.server-down",
            page.FindAll("[data-testid=finding] [data-testid=symptom]").Select(f => f.GetAttribute("data-rule"))
        );
        Assert.NotEmpty(page.FindAll("[data-testid=finding] [data-testid=evidence] li"));
        Assert.Equal(
            ["k8smaster2", "k8smaster3"],
            page.FindAll("[data-testid=single-failure]").Select(f => f.GetAttribute("data-node"))
        );
    }

    [Fact]
    public void ANodeThatFails_ShowsWhatItSawAsOldAndNothingGreen()
    {
        var page = Page<Overview>(View(Scenario.Whole().Fails(FailureKind.Timeout, "k8sworker1")));

        var row = page.FindAll("[data-testid=cell][data-node=k8sworker1]");
        Assert.Equal(3, row.Count);
        Assert.All(row, cell =>
        {
            Assert.Equal("true", cell.GetAttribute("data-stale"));
            Assert.DoesNotContain("ok", cell.ClassList);
            Assert.Contains("was UP", cell.TextContent, StringComparison.Ordinal);
            Assert.Contains("ago", cell.TextContent, StringComparison.Ordinal);
        });
        Assert.True(page.Find("[data-testid=reload][data-node=k8sworker1]").HasAttribute("disabled"));
    }

    [Fact]
    public void ANodeNeverObserved_IsUnknownInWords()
    {
        var page = Page<Overview>(View(Scenario.Whole().NeverObserved("k8sworker1")));

        Assert.All(page.FindAll("[data-testid=cell][data-node=k8sworker1]"), cell =>
        {
            Assert.Equal(("UNKNOWN", "true"), (cell.GetAttribute("data-status"), cell.GetAttribute("data-stale")));
            Assert.Contains("unknown", cell.TextContent, StringComparison.Ordinal);
        });
        Assert.NotEqual("Healthy", Verdict(page));
    }

    [Fact]
    public void TheWall_HasTheVerdictAndTheMatrixAlone()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/?wall");
        var page = Page<Overview>(View(Scenario.Whole().Server("master2", "DOWN", "L4CON")));

        Assert.NotNull(page.Find("[data-testid=wall] [data-testid=verdict]"));
        Assert.Equal(12, page.FindAll("[data-testid=wall] [data-testid=cell]").Count);
        Assert.Empty(page.FindAll("#findings"));
    }

    [Fact]
    public void NothingObserved_HasNoGreenAnywhere()
    {
        var page = Page<Overview>(View(ClusterSnapshot.For(Scenario.InventoryOf())));

        Assert.Equal("Unknown", Verdict(page));
        Assert.Empty(page.FindAll(".cell.ok, .level.ok, .tag.ok, b.ok, span.ok"));
    }

    [Fact]
    public void TheApiGone_GreysThePodsAndKeepsTheMatrixAlive()
    {
        var page = Page<Overview>(View(Scenario.Whole().ApiFails()));

        Assert.All(page.FindAll("[data-testid=component]"), cell =>
            Assert.Equal("true", cell.GetAttribute("data-stale"))
        );
        Assert.All(page.FindAll("[data-testid=cell]"), cell => Assert.Equal("false", cell.GetAttribute("data-stale")));
        Assert.DoesNotContain(page.FindAll("[data-testid=node] .ok"), status =>
            status.TextContent.Contains("Ready", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void AMasterWhoseNodeIsNotReady_HasNoGreenPod()
    {
        var page = Page<Overview>(View(Scenario.Whole().Node("k8smaster2", "Unknown", "NodeStatusUnknown")));

        Assert.All(page.FindAll("[data-testid=component][data-node=k8smaster2]"), cell =>
            Assert.DoesNotContain("ok", cell.ClassList)
        );
    }

    [Fact]
    public void AMissingPod_IsARedCellInWords()
    {
        var page = Page<Overview>(View(Scenario.Whole().NoPod(ControlPlaneComponent.Scheduler, "k8smaster3")));

        var cell = page.Find("[data-testid=component][data-node=k8smaster3][data-component=kube-scheduler]");
        Assert.Equal("missing", cell.GetAttribute("data-state"));
        Assert.Contains("missing", cell.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void AServerANodeDoesNotList_IsSaidSo()
    {
        var page = Page<Overview>(View(Scenario.Whole().NotListed("master3", "k8sworker1")));

        var cell = page.Find("[data-testid=cell][data-node=k8sworker1][data-server=master3]");
        Assert.Equal("UNLISTED", cell.GetAttribute("data-status"));
        Assert.DoesNotContain("ok", cell.ClassList);
    }

    [Theory]
    [InlineData("MAINT", null, 1, "intent", "MAINT")]
    [InlineData("DRAIN", "L4OK", 1, "intent", "DRAIN")]
    [InlineData("UP", "L4OK", 0, "intent", "weight 0")]
    [InlineData("UP 1/3", "INI", 1, "warn", "not checked yet")]
    [InlineData("UP 2/3", "L4TOUT", 1, "warn", "going down")]
    [InlineData("NOLB", "L7OKC", 1, "warn", "NOLB")]
    [InlineData("no check", null, 1, "warn", "no check")]
    [InlineData("WHATEVER", "L4OK", 1, "none", "WHATEVER")]
    public void EveryStateButAProvenUp_LooksOtherThanGreen(
        string status,
        string? check,
        int weight,
        string css,
        string words
    )
    {
        var page = Page<Overview>(View(Scenario.Whole().Server("master1", status, check, weight)));

        Assert.All(page.FindAll("[data-testid=cell][data-server=master1]"), cell =>
        {
            Assert.Contains(css, cell.ClassList);
            Assert.DoesNotContain("ok", cell.ClassList);
            Assert.Contains(words, cell.TextContent, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void NoNodeConfigured_ShowsHowToSetUp()
    {
        var page = Page<Overview>(View(ClusterSnapshot.For(ClusterInventory.Empty)));

        Assert.Contains("No node is configured", page.Markup, StringComparison.Ordinal);
        Assert.Equal(5, page.FindAll("[data-testid=set-up] ol > li").Count);
        Assert.Contains(page.FindAll("pre"), step =>
            step.TextContent.StartsWith("HaDashboard init --kubeconfig ", StringComparison.Ordinal)
        );
        Assert.Empty(page.FindAll("[data-testid=verdict]"));
    }

    [Fact]
    public void TwoHundredNodes_AreOneRow_AndTheDifferentNodeHasItsOwn()
    {
        var page = Page<Overview>(
            View(Scenario.Whole(3, 200).Server("master1", "DOWN", "L4TOUT", on: ["k8sworker77"]))
        );

        Assert.Single(page.FindAll("[data-testid=cell][data-node=k8sworker77][data-status=DOWN]"));
        Assert.True(page.FindAll("[data-testid=cell]").Count <= 6, "202 rows that say the same are one row");
        page.FindAll("button")
            .First(b => b.TextContent.Contains("202 identical nodes", StringComparison.Ordinal))
            .Click();
        Assert.Equal(203 * 3, page.FindAll("[data-testid=cell]").Count);
    }

    [Fact]
    public void AHostileFailureText_IsTextAndNothingElse()
    {
        var hostile = new SourceFailed(
            SourceId.HaProxy(A.Name("k8sworker1")),
            new SourceFailure(FailureKind.Other, Message.Verbatim("<script>alert(1)</script><img src=x onerror=y>")),
            A.After(1)
        );
        var page = Page<Overview>(View(Scenario.Whole().Then(hostile)));

        Assert.Empty(page.FindAll("script, img"));
        Assert.Contains("&lt;script&gt;", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "true", "k8smaster2", "held by k8smaster2")]
    [InlineData(false, "false", "", "held by no watched machine")]
    public void EndpointThatClientsShare_IsShownWithItsHolder(bool isHeld, string reachable, string holders, string words)
    {
        string[] masters = ["k8smaster1", "k8smaster2", "k8smaster3"];
        var scenario = Scenario
            .Whole()
            .Inventory(inventory => inventory with { Probes = ProbeSchedule.Default })
            .Then(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig("10.0.42.100:8443", []), A.Noon))
            .Then([
                .. masters.Select(master =>
                    SourceCatalogue.NodeAddresses.Observed(
                        A.Name(master),
                        new MachineAddresses(isHeld && master == "k8smaster2" ? ["10.0.42.100"] : ["10.0.42.9"]),
                        A.Noon
                    )
                ),
            ])
            .Then(
                SourceCatalogue.Endpoint.Observed(
                    A.Name("k8sworker1"),
                    new EndpointProbe(
                        [new EndpointAttempt(isHeld, 200, TimeSpan.FromMilliseconds(4), null, null)],
                        ServerIdentity.Verified
                    ),
                    A.Noon
                )
            );

        var line = Page<Overview>(View(scenario)).Find("[data-testid=api-endpoint]");

        Assert.Equal("10.0.42.100:8443", line.GetAttribute("data-address"));
        Assert.Equal(reachable, line.GetAttribute("data-reachable"));
        Assert.Equal(holders, line.GetAttribute("data-holders"));
        Assert.Contains(words, line.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void EndpointThatLosesSomeConnections_IsNotShownAsWell()
    {
        var attempts = new[] { true, true, false }.Select(ok => new EndpointAttempt(
            ok,
            ok ? 200 : null,
            TimeSpan.FromMilliseconds(4),
            null,
            null
        ));
        var scenario = Scenario
            .Whole()
            .Inventory(inventory => inventory with { Probes = ProbeSchedule.Default })
            .Then(
                SourceCatalogue.LocalEndpoint.Observed(
                    A.Name("k8sworker1"),
                    new EndpointProbe([.. attempts], ServerIdentity.Verified),
                    A.Noon
                )
            );

        var line = Page<Overview>(View(scenario)).Find("[data-testid=api-endpoint]");

        Assert.Equal("true", line.GetAttribute("data-reachable"));
        var tag = line.QuerySelector(".tag")!;
        Assert.Contains("warn", tag.ClassList);
        Assert.Equal("fails partly", tag.TextContent);
        Assert.Contains("some connections from 1 node fail", line.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void APollThatChangesNothing_RendersNoCell()
    {
        var scenario = Scenario.Whole();
        var before = scenario.Snapshot;
        var page = Render<MatrixPanel>(parameters => parameters.Add(panel => panel.View, View(before)));
        var cells = page.FindComponents<Cell>();
        Assert.Equal(12, cells.Count);
        var counts = cells.Select(c => c.RenderCount).ToArray();

        var again = SnapshotReducer.Apply(
            before,
            SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), before.Nodes[0].HaProxy.Value!, A.After(1))
        );
        Assert.NotSame(before, again);
        page.Render(parameters => parameters.Add(panel => panel.View, View(again, 2)));

        Assert.Equal(counts, cells.Select(c => c.RenderCount).ToArray());
    }

    private static string? Verdict(IRenderedComponent<Overview> page) =>
        page.Find("[data-testid=verdict]").GetAttribute("data-level");
}

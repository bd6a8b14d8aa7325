using System.Text.Json;
using Bunit;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Actions.Fleet;
using HaDashboard.Components.Keys;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Tests;
using MudBlazor;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

public sealed class KeysTests : ActionContext
{
    [Fact]
    public void AWeightKeyPressedTwice_CountsTwice()
    {
        var (host, dialogs) = Host();

        Press(host, "weight+1");
        Press(host, "weight+1");

        dialogs.WaitForElement("[data-testid=weights]");
        Assert.Equal("3", dialogs.By("weight-then").TextContent);
        Assert.Single(dialogs.FindAll("[data-testid=action-dialog]"));
    }

    [Fact]
    public void AKey_OpensTheSameDialogAsTheRowsButton()
    {
        var (host, dialogs) = Host();

        Press(host, "maint");

        Assert.Contains(
            "state maint",
            dialogs.WaitForElement("[data-testid=command]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("maint", "k8smaster1", "nobody")]
    [InlineData("maint", "elsewhere", "master2")]
    [InlineData("rm -rf", "k8smaster1", "master2")]
    public void NamesThatAreNotThere_OpenNothing(string action, string node, string server)
    {
        var (host, dialogs) = Host();

        Press(host, action, node, server);

        Assert.Empty(dialogs.FindAll("[data-testid=action-dialog]"));
    }

    [Fact]
    public void AViewer_HasNoHostNoMenuAndNoActionInThePalette()
    {
        Role("Viewer");

        Assert.Empty(Page<ActionHost>(Shown).FindAll("[data-action-host]"));
        Assert.Empty(Page<RowActionsButton>(Shown, p => p.Add(b => b.Target, Target())).FindAll("button"));
        Assert.Empty(
            Page<EverywhereButton>(Shown, p =>
                    p.Add(b => b.Proxy, Target().Proxy!).Add(b => b.Server, Target().Server!)
                )
                .FindAll("button")
        );
        using var items = JsonDocument.Parse(Items());
        Assert.Equal(0, items.RootElement.GetProperty("servers").GetArrayLength());
        Assert.Equal(0, items.RootElement.GetProperty("verbs").GetArrayLength());
    }

    [Fact]
    public void ThePalette_KnowsNodesBackendsAndActions()
    {
        using var items = JsonDocument.Parse(Items());

        Assert.Contains(items.RootElement.GetProperty("nodes").EnumerateArray(), n =>
            n.GetProperty("href").GetString() == "/nodes/k8smaster1"
        );
        Assert.Contains(items.RootElement.GetProperty("backends").EnumerateArray(), n =>
            n.GetProperty("href").GetString() == "/backends/api-backend"
        );
        Assert.Equal(12, items.RootElement.GetProperty("servers").GetArrayLength());
        Assert.Contains(items.RootElement.GetProperty("verbs").EnumerateArray(), v =>
            v.GetProperty("id").GetString() == "drain"
        );
    }

    [Fact]
    public void TheHelp_ListsEveryKeyOfHatop()
    {
        var text = Render<KeyHelp>().Find("dialog").TextContent;

        foreach (
            var key in (string[])
                [
                    "F4",
                    "F5",
                    "F6",
                    "F7",
                    "F8",
                    "F9",
                    "F10",
                    "Enter",
                    "Space",
                    "PgUp",
                    "PgDn",
                    "Home",
                    "End",
                    "Alt+1",
                    "H",
                    "Esc",
                ]
        )
        {
            Assert.Contains(key, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AChangeOnSeveralNodes_IsOnTopOfEveryPage_UntilItIsUndone()
    {
        var drained = Shown.Snapshot with { Fleets = [Drained()] };
        var scenario = View(Scenario.Whole().Server("master2", "DRAIN").Snapshot with { Fleets = [Drained()] });

        var bar = Page<FleetBar>(scenario).Find("[data-testid=fleet-bar]");
        Assert.Contains("api-backend/master2 drained", bar.TextContent, StringComparison.Ordinal);
        Assert.Contains("on 2 nodes by ops", bar.TextContent, StringComparison.Ordinal);

        Assert.Empty(Page<FleetBar>(View(drained)).FindAll("[data-testid=fleet-bar]")); // somebody has made it ready since
        Assert.Empty(
            Page<FleetBar>(View(scenario.Snapshot with { Fleets = [Drained() with { UndoneBy = "x" }] }))
                .FindAll("[data-testid=fleet-bar]")
        );
    }

    private static FleetRecord Drained() =>
        new(
            "1",
            Message.Verbatim("api-backend/master2 drained"),
            "ops",
            "etcd maintenance",
            A.Noon,
            A.Noon,
            [
                .. new[] { "k8smaster1", "k8smaster2" }.Select(node => new FleetNode(
                    A.Name(node),
                    FleetPhase.Succeeded,
                    Message.Verbatim("done"),
                    Message.Verbatim("UP"),
                    Message.Verbatim("DRAIN"),
                    new ServerSetting(ServerTargetState.Ready, 1),
                    new ServerSetting(ServerTargetState.Drain, 1)
                )),
            ]
        )
        {
            Proxy = Target().Proxy,
            Server = Target().Server,
        };

    private string Items() =>
        Page<HaDashboard.Components.Keys.Palette>(Shown).Find("#palette-data").GetAttribute("data-items")!;

    private (IRenderedComponent<ActionHost> Host, IRenderedComponent<MudDialogProvider> Dialogs) Host()
    {
        var dialogs = Render<MudDialogProvider>(builder => builder.AddCascadingValue(Shown));
        return (Page<ActionHost>(Shown), dialogs);
    }

    private static void Press(
        IRenderedComponent<ActionHost> host,
        string action,
        string node = "k8smaster1",
        string server = "master2"
    ) =>
        host.Find("[data-action-host]")
            .TriggerEvent(
                "onhaaction",
                new HaActionEventArgs
                {
                    Action = action,
                    Node = node,
                    Proxy = A.Backend,
                    Server = server,
                }
            );
}

using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>
/// Runs actions on the HAProxys of the demo, which use the real protocol, so the next polls show the effect. Each test undoes its actions.
/// </summary>
public sealed class ActionTests(DemoFixture demo, Chromium chromium) : BrowserTest(chromium), IClassFixture<DemoFixture>
{
    [Fact]
    public async Task MaintKey_RowShowsMaint_AndReadyRestoresIt()
    {
        var page = await OpenAsync("/nodes/k8smaster1");

        await page.DoAsync("master2", "F10", "a browser test");
        await page.ServerRow("master2").ToBeAsync("MAINT");

        await page.DoAsync("master2", "F9", "a browser test");
        await page.ServerRow("master2").ToBeAsync("UP");
    }

    [Fact]
    public async Task WeightKeyPressedTwice_BothStepsTakeEffect()
    {
        var page = await OpenAsync("/nodes/k8smaster2");
        await page.FocusRowAsync("master1");
        await page.Keyboard.PressAsync("F7");
        await page.Keyboard.PressAsync("F7");
        await Expect(page.GetByTestId("weight-then")).ToHaveTextAsync("3");
        await page.Locator("#action-reason").FillAsync("a browser test");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("result")).ToContainTextAsync("weight 3");
        await Expect(page.GetByTestId("close")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("result")).ToHaveCountAsync(0);

        await Expect(page.ServerRow("master1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("F6");
        await Expect(page.GetByTestId("confirm")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("result")).ToContainTextAsync("weight 2");
        await page.GetByTestId("undo").ClickAsync();
        await Expect(page.GetByTestId("undo")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("result"))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex("weight 2.*weight 3"));
        await page.GetByTestId("close").ClickAsync();
        await page.DoAsync("master1", "F4", "a browser test");
    }

    [Fact]
    public async Task LastServerUp_IsRefused_UntilAdminTypesItsName()
    {
        var page = await OpenAsync("/nodes/k8smaster3");
        await page.DoAsync("master2", "M", "a browser test");
        await page.DoAsync("master3", "D", "a browser test");
        await page.ServerRow("master2").ToBeAsync("MAINT");
        await page.ServerRow("master3").ToBeAsync("DRAIN");

        await page.FocusRowAsync("master1");
        await page.Keyboard.PressAsync("M");
        await Expect(page.GetByTestId("refusal")).ToContainTextAsync("last server of api-backend in rotation on k8smaster3");
        await page.Locator("#action-reason").FillAsync("a browser test");
        await Expect(page.GetByTestId("confirm")).ToBeDisabledAsync();
        await page.GetByTestId("override").FillAsync("master1"); // The user of the demo is Admin.
        await Expect(page.GetByTestId("confirm")).ToBeEnabledAsync();
        await page.GetByTestId("cancel").ClickAsync();

        await page.DoAsync("master2", "E", "a browser test");
        await page.DoAsync("master3", "E", "a browser test");
        await page.ServerRow("master3").ToBeAsync("UP");
    }

    [Fact]
    public async Task DrainOnAllNodes_RunsOnEachNode_IsShownOnTop_AndIsUndoneTogether()
    {
        var page = await OpenAsync("/");
        await page.VerdictIsAsync("Healthy"); // Every node is observed.
        await page.Locator("[data-testid=everywhere][data-server=master2]").ClickAsync();
        await page.Locator("[data-verb=drain]").ClickAsync();
        await Expect(page.GetByTestId("target")).ToHaveCountAsync(5);
        await page.Locator("#action-reason").FillAsync("a browser test");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.Locator("[data-testid=result][data-outcome=succeeded]")).ToHaveCountAsync(5);
        await page.GetByTestId("close").ClickAsync();
        foreach (var node in (string[])["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1", "k8sworker2"])
        {
            await page.Cell(node, "master2").ToBeAsync("DRAIN");
        }

        await page.GotoAsync("/events"); // It is shown on every page.
        await Expect(page.GetByTestId("fleet-bar")).ToContainTextAsync("api-backend/master2 drained on 5 nodes");
        await page.GetByTestId("fleet-undo").ClickAsync();
        await page.GetByTestId("undo").ClickAsync();
        await Expect(page.GetByTestId("fleet-bar")).ToHaveCountAsync(0);
        await page.GotoAsync("/");
        await page.Cell("k8sworker2", "master2").ToBeAsync("UP");
    }

    [Fact]
    public async Task Console_RunsOnSeveralNodes_AndExplainsRefusedCommands()
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync("/console"); // The page sets the focus to the input line.
        await page.GetByTestId("connection").ToHaveStateAsync("live");
        var input = page.GetByTestId("cli-input");

        await input.FillAsync("get weight api-backend/master1");
        await input.PressAsync("Enter");
        await Expect(page.Locator("[data-testid=answer][data-state=answered]")).ToHaveCountAsync(5);
        await Expect(page.GetByTestId("answer").First).ToContainTextAsync("initial");

        await input.PressSequentiallyAsync("quit!\"");
        await Expect(input).ToHaveValueAsync("quit"); // Only characters that hatop accepts.
        await input.PressAsync("Enter");
        await Expect(page.GetByTestId("cli-denied")).ToContainTextAsync("session");

        await input.PressAsync("ArrowUp");
        await input.PressAsync("ArrowUp");
        await Expect(input).ToHaveValueAsync("get weight api-backend/master1");
    }

    [Fact]
    public async Task SelectedServers_AreChangedTogether()
    {
        var page = await OpenAsync("/nodes/k8sworker1");
        await page.ServerRow("master2").Locator("input[type=checkbox]").CheckAsync();
        await page.ServerRow("master3").Locator("input[type=checkbox]").CheckAsync();

        await page.Locator("[data-testid=selection] [data-verb=drain]").ClickAsync();
        await page.Locator("#action-reason").FillAsync("a browser test");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.Locator("[data-testid=result][data-outcome=succeeded]")).ToHaveCountAsync(2);
        await page.GetByTestId("undo").ClickAsync();
        await Expect(page.GetByTestId("undo")).ToHaveCountAsync(0);
        await page.GetByTestId("close").ClickAsync();
        await page.ServerRow("master2").ToBeAsync("UP");
        await page.ServerRow("master3").ToBeAsync("UP");
    }

    [Fact]
    public async Task SmallScreen_DialogsFit()
    {
        var page = await NewPageAsync(demo.App.Url, 390, 844, ColorScheme.Light);
        await page.GotoAsync("/nodes/k8smaster1");
        await page.ServerRow("master2").Locator("[data-testid=row-actions]").ClickAsync();
        await page.Locator("[data-verb=maint]").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToBeVisibleAsync();

        Assert.True(
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390,
            "the page is wider than the phone"
        );
        var box = await page.GetByTestId("confirm").BoundingBoxAsync();
        Assert.InRange(box!.X + box.Width, 0, 390);
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync(path);
        await page.ArriveAsync();
        return page;
    }
}

using HaDashboard.Lab.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests the connection between browser and server: its loss is shown, and after a reconnect the data is current.</summary>
public sealed class LinkTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task ServerStopsResponding_IsShown_AndPageResynchronizes()
    {
        await using var app = await AppProcess.StartDemoAsync();
        var page = await NewPageAsync(app.Url);
        await page.GotoAsync("/");
        await page.VerdictIsAsync("Healthy");

        TestProcess.Signal(app.Pid, TestProcess.Stop);
        await page.GetByTestId("connection").ToHaveStateAsync("lost");
        await Expect(page.Locator(".link-banner")).ToBeVisibleAsync();

        TestProcess.Signal(app.Pid, TestProcess.Continue);
        await page.GetByTestId("connection").ToHaveStateAsync("live");
        await page.VerdictIsAsync("Healthy");
    }

    [Fact]
    public async Task ServerRestart_PageReconnects()
    {
        await using var app = await AppProcess.StartDemoAsync();
        var page = await NewPageAsync(app.Url);
        await page.GotoAsync("/nodes/k8sworker1");
        await Expect(page.Locator("[data-testid=row][data-server=master1]")).ToBeVisibleAsync();

        await app.KillAsync();
        await page.GetByTestId("connection").ToHaveStateAsync("lost");

        await app.StartAgainAsync();
        await page.GetByTestId("connection").ToHaveStateAsync("live");
        await Expect(page.Locator("[data-testid=row][data-server=master1][data-status=UP][data-stale=false]"))
            .ToBeVisibleAsync();
    }
}

using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests a rolling reload that a user starts, with its live page.</summary>
public sealed class ReloadTests(DemoFixture demo, Chromium chromium) : BrowserTest(chromium), IClassFixture<DemoFixture>
{
    [Fact]
    public async Task RollingDryRun_ShowsEachNode_AndReloadsNone()
    {
        var page = await OpenAsync("/");
        await page.VerdictIsAsync("Healthy"); // Every node is observed.
        await page.GotoAsync("/reloads");
        await page.GetByTestId("rolling").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToBeDisabledAsync(); // Without a reason, the reload cannot be confirmed.
        await page.GetByTestId("dry-run").CheckAsync();
        await page.Locator("#rolling-why").FillAsync("a browser test");
        await page.GetByTestId("confirm").ClickAsync();

        await Expect(page.GetByTestId("reload-page")).ToHaveAttributeAsync("data-state", "finished");
        await Expect(page.GetByTestId("reload-record")).ToHaveCountAsync(5);
        await Expect(page.Locator("[data-testid=reload-record][data-outcome=skipped]")).ToHaveCountAsync(5);
        // The first node of the rolling reload (canary).
        await Expect(page.GetByTestId("reload-record").First).ToHaveAttributeAsync("data-node", "k8sworker1");
    }

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync(path);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }
}

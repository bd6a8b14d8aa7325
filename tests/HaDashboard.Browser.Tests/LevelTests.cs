using System.Text.RegularExpressions;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests where the level is shown outside the pages' content: the title and icon of the tab, and the wall page.</summary>
public sealed partial class LevelTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task TitleAndIcon_ShowLevelOnEveryPage_AndUnknownWithoutConnection()
    {
        await using var app = await AppProcess.StartDemoAsync();
        var page = await NewPageAsync(app.Url);
        await page.GotoAsync("/");
        await page.VerdictIsAsync("Healthy");
        await ShowsAsync(page, "✓ Healthy · ", "healthy");

        await page.PlayAsync("apiserver-stop.k8smaster2");
        await Expect(page.GetByTestId("verdict")).Not.ToHaveAttributeAsync("data-level", "Healthy");
        await Expect(page).Not.ToHaveTitleAsync(Healthy());
        await page.GetByRole(AriaRole.Link, new() { Name = "Timeline", Exact = true }).ClickAsync(); // This page has its own title.
        await Expect(page).ToHaveTitleAsync(OfTimeline());
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();
        await page.UndoAsync("apiserver-stop.k8smaster2");
        await ShowsAsync(page, "✓ Healthy · ", "healthy");

        TestProcess.Signal(app.Pid, TestProcess.Stop);
        await ShowsAsync(page, "? Link lost · ", "unknown");
        TestProcess.Signal(app.Pid, TestProcess.Continue);
        await ShowsAsync(page, "✓ Healthy · ", "healthy");
    }

    [Fact]
    public async Task WallPage_ShowsVerdictAndMatrix_WithoutNavigation()
    {
        await using var app = await AppProcess.StartDemoAsync();
        var page = await NewPageAsync(app.Url);
        await page.GotoAsync("/?wall");
        await page.VerdictIsAsync("Healthy");

        await Expect(page.GetByTestId("wall")).ToBeVisibleAsync();
        await Expect(page.Cell("k8sworker1", "master1")).ToBeVisibleAsync();
        await Expect(page.Locator("header.top")).ToBeHiddenAsync();
    }

    private static async Task ShowsAsync(IPage page, string title, string icon)
    {
        await Expect(page)
            .ToHaveTitleAsync(new Regex($"^{Regex.Escape(title)}", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator("link[rel=icon]"))
            .ToHaveAttributeAsync("href", new Regex($"favicon-{icon}", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [GeneratedRegex("Healthy", RegexOptions.None, 1000)]
    private static partial Regex Healthy();

    [GeneratedRegex("^[^✓]+ · Timeline · ", RegexOptions.None, 1000)]
    private static partial Regex OfTimeline();
}

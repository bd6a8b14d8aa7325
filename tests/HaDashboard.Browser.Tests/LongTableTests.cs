using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>A demo with many more rows than fit on a page.</summary>
public sealed class LargeDemoFixture : IAsyncLifetime
{
    internal AppProcess App { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        App = await AppProcess.StartAsync([
            "--demo",
            "--Demo:Story=false",
            "--Demo:Workers=0",
            "--Demo:ExtraBackends=20",
            "--Demo:ServersPerBackend=20",
        ]);

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}

/// <summary>Tests a table of which only the visible rows are rendered. The cursor can reach the other rows too.</summary>
public sealed class LongTableTests(LargeDemoFixture demo, Chromium chromium)
    : BrowserTest(chromium),
        IClassFixture<LargeDemoFixture>
{
    private const string Row = "tr[data-testid=row]";

    [Fact]
    public async Task Cursor_ReachesEveryRow_AlsoRowsThatAreNotRendered()
    {
        var page = await OpenAsync("/nodes/k8smaster1");
        var last = int.Parse(
            (await page.GetByTestId("status").GetAttributeAsync("aria-rowcount"))!,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(last, 400, 1000);
        Assert.InRange(await page.Locator(Row).CountAsync(), 1, 150);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(Row).First).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("End");
        await Expect(At(page, last)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(At(page, last - 1)).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("tr[aria-rowindex='3']")).ToBeFocusedAsync(); // After the header and the name of the first group.
        for (var place = 13; place <= 103; place += 10)
        {
            await page.Keyboard.PressAsync("PageDown");
            var here = page.Locator(
                $"tr[aria-rowindex='{place}']:focus, tr[data-testid=group][aria-rowindex='{place}'] + tr:focus"
            );
            await Expect(here).ToHaveCountAsync(1);
            place = int.Parse((await here.GetAttributeAsync("aria-rowindex"))!, CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task LinkToDistantRow_ScrollsToRow()
    {
        var page = await OpenAsync("/nodes/k8smaster1#extra-19/s19");

        await Expect(page.Locator($"{Row}[data-proxy=extra-19][data-server=s19]")).ToBeFocusedAsync();
    }

    private static ILocator At(IPage page, int place) =>
        page.Locator($"{Row}[aria-rowindex='{place.ToString(CultureInfo.InvariantCulture)}']");

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync(address);
        await page.GetByTestId("connection").ToHaveStateAsync("live");
        await Expect(page.Locator(Row).First).ToBeVisibleAsync();
        return page;
    }
}

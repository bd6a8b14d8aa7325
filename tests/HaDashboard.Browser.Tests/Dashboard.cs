using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Locators and steps for the dashboard's pages, based on the attributes that users' scripts can rely on.</summary>
internal static class Dashboard
{
    internal static ILocator Cell(this IPage page, string node, string server) =>
        page.Locator($"[data-testid=cell][data-node={node}][data-server={server}]");

    /// <summary>The row of a server on the page of a node.</summary>
    internal static ILocator ServerRow(this IPage page, string server) =>
        page.Locator($"tr[data-testid=row][data-type=server][data-server={server}]");

    /// <summary>Moves the row cursor to the row. It retries, because a new table may still replace its rows.</summary>
    internal static async Task<ILocator> FocusRowAsync(this IPage page, string server)
    {
        var row = page.ServerRow(server);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var steady = 0; steady < 3; )
        {
            await row.FocusAsync();
            await Task.Delay(100, deadline.Token);
            steady = await row.EvaluateAsync<bool>("row => row === document.activeElement") ? steady + 1 : 0;
        }

        return row;
    }

    /// <summary>
    /// Waits until the page is live and the router has set its focus. A key before that would lose the focus of its row.
    /// </summary>
    internal static async Task ArriveAsync(this IPage page)
    {
        await page.GetByTestId("connection").ToHaveStateAsync("live");
        await Expect(page.Locator("h1").First).ToBeFocusedAsync();
    }

    /// <summary>
    /// Presses the key on the server's row, enters the reason, confirms, waits for the verification and closes the dialog.
    /// </summary>
    internal static async Task DoAsync(this IPage page, string server, string key, string reason)
    {
        await page.FocusRowAsync(server);
        await page.Keyboard.PressAsync(key);
        await page.Locator("#action-reason").FillAsync(reason);
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("result")).ToHaveAttributeAsync("data-outcome", "succeeded");
        await page.GetByTestId("close").ClickAsync();
        await Expect(page.GetByTestId("action-dialog")).ToHaveCountAsync(0);
    }

    internal static ILocator Component(this IPage page, string node, string component) =>
        page.Locator($"[data-testid=component][data-node={node}][data-component={component}]");

    internal static Task ToBeAsync(this ILocator cell, string status) =>
        Expect(cell).ToHaveAttributeAsync("data-status", status);

    internal static Task ToHaveStateAsync(this ILocator element, string state) =>
        Expect(element).ToHaveAttributeAsync("data-state", state);

    internal static Task VerdictIsAsync(this IPage page, string level) =>
        Expect(page.GetByTestId("verdict")).ToHaveAttributeAsync("data-level", level);

    /// <summary>Applies a fault with the demo bar.</summary>
    internal static async Task PlayAsync(this IPage page, string fault)
    {
        await page.Locator("#demo-fault").SelectOptionAsync(fault);
        await page.GetByTestId("demo-play").ClickAsync();
        await Expect(page.Locator($"[data-testid=demo-active][data-fault='{fault}']")).ToBeVisibleAsync();
    }

    internal static async Task UndoAsync(this IPage page, string fault)
    {
        await page.Locator($"[data-testid=demo-active][data-fault='{fault}']").ClickAsync();
        await Expect(page.Locator($"[data-testid=demo-active][data-fault='{fault}']")).ToHaveCountAsync(0);
    }

    /// <summary>Opens the dialog, enters the reason and confirms.</summary>
    internal static async Task ReloadAsync(this IPage page, string node)
    {
        await page.Locator($"[data-testid=reload][data-node={node}]").ClickAsync();
        await page.Locator("#reload-reason").FillAsync("a browser test");
        await page.GetByTestId("confirm").ClickAsync();
    }

    internal static Task ReloadEndsAsync(this IPage page, string outcome) =>
        Expect(page.GetByTestId("reload-record").First).ToHaveAttributeAsync("data-outcome", outcome);
}

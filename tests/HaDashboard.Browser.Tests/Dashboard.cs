using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>The pages' handles, as scripts of users would hold on to them.</summary>
internal static class Dashboard
{
    private static readonly LocatorAssertionsToHaveAttributeOptions Patient = new() { Timeout = 30_000 };

    internal static ILocator Cell(this IPage page, string node, string server) => page.Locator($"[data-testid=cell][data-node={node}][data-server={server}]");

    internal static ILocator Component(this IPage page, string node, string component) => page.Locator($"[data-testid=component][data-node={node}][data-component={component}]");

    internal static Task ToBeAsync(this ILocator cell, string status) => Expect(cell).ToHaveAttributeAsync("data-status", status, Patient);

    internal static Task ToHaveStateAsync(this ILocator element, string state) => Expect(element).ToHaveAttributeAsync("data-state", state, Patient);

    internal static Task VerdictIsAsync(this IPage page, string level) => Expect(page.GetByTestId("verdict")).ToHaveAttributeAsync("data-level", level, Patient);

    /// <summary>Plays a fault from the demo's own bar.</summary>
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

    /// <summary>Opens the dialog, gives the reason, confirms.</summary>
    internal static async Task ReloadAsync(this IPage page, string node)
    {
        await page.Locator($"[data-testid=reload][data-node={node}]").ClickAsync();
        await page.Locator("#reload-reason").FillAsync("a browser test");
        await page.GetByTestId("confirm").ClickAsync();
    }

    internal static Task ReloadEndsAsync(this IPage page, string outcome) =>
        Expect(page.GetByTestId("reload-record").First).ToHaveAttributeAsync("data-outcome", outcome, Patient);
}

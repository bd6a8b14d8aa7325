using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests hatop's keys in a browser: each key has its effect, and only where it should.</summary>
public sealed class KeyTests(DemoFixture demo, Chromium chromium) : BrowserTest(chromium), IClassFixture<DemoFixture>
{
    private const string Node = "/nodes/k8smaster3";

    [Theory]
    [InlineData("F4", "weight 100%")]
    [InlineData("F5", "weight 0")]
    [InlineData("F6", "weight 0")]
    [InlineData("F7", "weight 2")]
    [InlineData("F8", "weight 11")]
    [InlineData("F9", "state ready")]
    [InlineData("F10", "state maint")]
    [InlineData("E", "state ready")]
    [InlineData("D", "state drain")]
    [InlineData("M", "state maint")]
    [InlineData("R", "weight 100%")]
    [InlineData("+", "weight 2")]
    [InlineData("-", "weight 0")]
    [InlineData(">", "weight 11")]
    [InlineData("<", "weight 0")]
    public async Task KeyOnRow_OpensItsCommand_AndEscapeReturns(string key, string command)
    {
        var page = await OpenAsync();
        await page.FocusRowAsync("master2");

        await page.Keyboard.PressAsync(key);
        await Expect(page.GetByTestId("command")).ToContainTextAsync($"set server api-backend/master2 {command}");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("action-dialog")).ToHaveCountAsync(0);
        await Expect(page.ServerRow("master2")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("F1", "state ready")]
    [InlineData("F2", "state maint")]
    public async Task KeyForAllNodes_ListsEachNode(string key, string command)
    {
        var page = await OpenAsync();
        await page.GotoAsync("/");
        await page.VerdictIsAsync("Healthy"); // Every node is observed.
        await ArriveAsync(page);
        await page.FocusRowAsync("master2");

        await page.Keyboard.PressAsync(key);

        await Expect(page.GetByTestId("target")).ToHaveCountAsync(5);
        await Expect(page.GetByTestId("command"))
            .ToContainTextAsync($"k8sworker2 > set server api-backend/master2 {command}");
    }

    [Fact]
    public async Task Modes_CanBeSelectedByNumberBracketAndAlt()
    {
        var page = await OpenAsync();

        await page.Keyboard.PressAsync("2");
        await ModeIsAsync(page, "traffic");
        await page.Keyboard.PressAsync("]");
        await ModeIsAsync(page, "http");
        await page.Keyboard.PressAsync("[");
        await ModeIsAsync(page, "traffic");
        await page.Keyboard.PressAsync("Alt+4");
        await ModeIsAsync(page, "errors");
        await page.Keyboard.PressAsync("5");
        await Expect(page.GetByTestId("cli-input")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("1"); // The key is text and does not change the mode.
        await Expect(page.GetByTestId("cli-input")).ToHaveValueAsync("1");
        await page.Keyboard.PressAsync("Alt+1");
        await ModeIsAsync(page, "status");
    }

    [Fact]
    public async Task RowCursor_MovesWithArrowKeys_AndHasFocus()
    {
        var page = await OpenAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("tr[data-testid=row]").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("tr[data-testid=row]").Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.ServerRow("master3")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(page.ServerRow("master2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("tr[data-testid=row]").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task RowCursor_WorksBeforeTableScriptIsLoaded()
    {
        var page = await NewPageAsync(demo.App.Url);
        // The script is requested but never arrives, as over a slow connection.
        await page.RouteAsync("**/table.js", _ => Task.CompletedTask);
        await ArriveAsync(page);

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("tr[data-testid=row]").Last).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Matrix_IsOneTabStop_AndArrowKeysMoveInIt()
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync("/");
        await page.VerdictIsAsync("Healthy"); // Every cell is rendered.
        await Expect(page.Locator("h1")).ToBeFocusedAsync();

        await page.Cell("k8smaster1", "master1").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Cell("k8smaster1", "master2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Cell("k8smaster2", "master2")).ToBeFocusedAsync();
        await Expect(page.Locator("[data-matrix] td > a.cell:not([tabindex='-1'])")).ToHaveCountAsync(1);

        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/nodes/k8smaster2"));
    }

    [Fact]
    public async Task Enter_OpensActions()
    {
        var page = await OpenAsync();
        await page.FocusRowAsync("master1");

        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("[data-verb=drain]")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("go-everywhere")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Space_InsertsServerIntoConsole()
    {
        var page = await OpenAsync();
        await page.FocusRowAsync("master2");

        await page.Keyboard.PressAsync("Space");

        await Expect(page.GetByTestId("cli-input")).ToHaveValueAsync("api-backend/master2 ");
        await Expect(page.GetByTestId("cli-input")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Slash_FocusesFilter_WhereKeysAreText()
    {
        var page = await OpenAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("h?M2");

        await Expect(page.GetByTestId("filter-text")).ToHaveValueAsync("h?M2");
        await Expect(page.GetByTestId("keys-help")).Not.ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("filter-text")).Not.ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("?")]
    [InlineData("h")]
    [InlineData("H")]
    public async Task Help_Opens_AndEscapeClosesIt(string key)
    {
        var page = await OpenAsync();

        await page.Keyboard.PressAsync(key);
        await Expect(page.GetByTestId("keys-help")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("keys-help")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task ShortcutsDisabled_CharactersHaveNoEffect_NamedKeysWork()
    {
        var page = await OpenAsync();
        await page.GetByTestId("open-help").ClickAsync();
        await page.Locator("#keys-on").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await page.ArriveAsync();
        await page.FocusRowAsync("master2");

        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("M");
        await page.Keyboard.PressAsync("F9");

        await Expect(page.GetByTestId("command")).ToContainTextAsync("state ready");
        await Expect(page.GetByTestId("keys-help")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task Palette_NavigatesByTyping()
    {
        var page = await OpenAsync();

        await page.Keyboard.PressAsync(":");
        await page.Keyboard.TypeAsync("worker2 err");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/nodes/k8sworker2\\?mode=errors$"));
        await page.Keyboard.PressAsync(":");
        await page.Keyboard.TypeAsync("drain master2");
        await Expect(page.GetByTestId("palette-option").First)
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("drain api-backend/master2 on all nodes"));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("command"))
            .ToContainTextAsync("k8smaster1 > set server api-backend/master2 state drain");
    }

    [Fact]
    public async Task QAndEscape_NavigateUp()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("q");
        await page.GetByTestId("verdict").WaitForAsync();

        await ArriveAsync(page);
        await page.Keyboard.PressAsync("3");
        await ModeIsAsync(page, "http");
        await page.Keyboard.PressAsync("Escape");
        await ModeIsAsync(page, "status");
    }

    private static Task ModeIsAsync(IPage page, string mode) =>
        Expect(page.Locator($"[data-testid=mode][data-mode={mode}]")).ToHaveAttributeAsync("aria-current", "page");

    private async Task<IPage> OpenAsync()
    {
        var page = await NewPageAsync(demo.App.Url);
        await ArriveAsync(page);
        return page;
    }

    private static async Task ArriveAsync(IPage page)
    {
        await page.GotoAsync(Node);
        await Expect(page.Locator("[data-action-host]")).ToHaveCountAsync(1);
        await Expect(page.ServerRow("master1")).ToBeVisibleAsync();
        await page.ArriveAsync();
    }
}

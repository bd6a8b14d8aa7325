using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>One demo for the class. Each test restores the state of the simulated cluster.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    internal AppProcess App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppProcess.StartDemoAsync();

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}

public sealed class DemoTests(DemoFixture demo, Chromium chromium) : BrowserTest(chromium), IClassFixture<DemoFixture>
{
    private static readonly string[] Nodes = ["k8smaster1", "k8smaster2", "k8smaster3", "k8sworker1", "k8sworker2"];

    [Fact]
    public async Task ClusterWithoutFaults_IsHealthy_AndMarkedAsDemo()
    {
        var page = await OpenAsync();

        await page.VerdictIsAsync("Healthy");
        await Expect(page.Locator("[data-testid=cell][data-status=UP][data-stale=false]")).ToHaveCountAsync(15);
        await Expect(page.Locator("[data-testid=component][data-state=ready]")).ToHaveCountAsync(12);
        await Expect(page.GetByTestId("demo")).ToContainTextAsync("DEMO");
        await page.GetByTestId("connection").ToHaveStateAsync("live");
    }

    [Fact]
    public async Task ApiServerStop_ColumnChangesWithoutPageReload_AndRecovers()
    {
        var page = await OpenAsync();
        await page.VerdictIsAsync("Healthy");
        await page.EvaluateAsync("window.sameDocument = true");

        await page.PlayAsync("apiserver-stop.k8smaster2");
        foreach (var node in Nodes)
        {
            await page.Cell(node, "master2").ToBeAsync("DOWN");
            await page.Cell(node, "master1").ToBeAsync("UP");
        }

        await Expect(page.GetByTestId("verdict")).Not.ToHaveAttributeAsync("data-level", "Healthy");
        await Expect(page.Locator("[data-rule='haproxy.server-down']")).ToHaveCountAsync(1);

        await page.UndoAsync("apiserver-stop.k8smaster2");
        foreach (var node in Nodes)
        {
            await page.Cell(node, "master2").ToBeAsync("UP");
        }

        await page.VerdictIsAsync("Healthy");
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"), "the page was reloaded");
    }

    [Fact]
    public async Task Partition_ChangesOneCell()
    {
        var page = await OpenAsync();
        await page.VerdictIsAsync("Healthy");

        await page.PlayAsync("partition.k8sworker1.k8smaster1");
        await page.Cell("k8sworker1", "master1").ToBeAsync("DOWN");
        await Expect(page.Locator("[data-testid=cell][data-status=DOWN]")).ToHaveCountAsync(1);

        await page.UndoAsync("partition.k8sworker1.k8smaster1");
        await page.VerdictIsAsync("Healthy");
    }

    [Fact]
    public async Task UnreachableNode_IsStale_ThenFreshAgain()
    {
        var page = await OpenAsync();
        await page.VerdictIsAsync("Healthy");

        await page.PlayAsync("socket-hang.k8sworker2");
        var cell = page.Cell("k8sworker2", "master1");
        await Expect(cell).ToHaveAttributeAsync("data-stale", "true");
        await Expect(cell).ToContainTextAsync("was UP");
        await page.VerdictIsAsync("Degraded");

        await page.UndoAsync("socket-hang.k8sworker2");
        await page.VerdictIsAsync("Healthy");
    }

    [Fact]
    public async Task Reload_RequiresConfirmation_AndShowsNewWorker()
    {
        var page = await OpenAsync("/nodes/k8sworker1");
        var before = await WorkerAsync(page);

        await page.Locator("[data-testid=reload]").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToBeDisabledAsync(); // Without a reason, the reload cannot be confirmed.
        await page.GetByTestId("cancel").ClickAsync();
        await Expect(page.GetByTestId("confirm")).ToHaveCountAsync(0);

        await page.ReloadAsync("k8sworker1");
        await page.ReloadEndsAsync("succeeded");
        await page.GetByTestId("close").ClickAsync();
        await Expect(page.Locator("dl.facts").First).Not.ToContainTextAsync(before);
        Assert.NotEqual(before, await WorkerAsync(page));
    }

    [Fact]
    public async Task InvalidFile_ReloadIsRefusedWithReason()
    {
        var page = await OpenAsync("/nodes/k8smaster2");
        await page.PlayAsync("break-config.k8smaster2");

        await page.ReloadAsync("k8smaster2");
        await page.ReloadEndsAsync("refused");
        await Expect(page.GetByTestId("reload-record").First).ToContainTextAsync("[ALERT]");
        await page.GetByTestId("close").ClickAsync();

        await page.UndoAsync("break-config.k8smaster2");
    }

    [Fact]
    public async Task PodInCrashLoop_IsShownInGridAndOnItsPage()
    {
        var page = await OpenAsync();
        await page.PlayAsync("pod-crash.kube-scheduler.k8smaster3");

        var cell = page.Component("k8smaster3", "kube-scheduler");
        await cell.ToHaveStateAsync("CrashLoopBackOff");
        await cell.ClickAsync();
        await Expect(page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/pods/kube-system/kube-scheduler-k8smaster3$"));
        await Expect(page.GetByTestId("container")).ToContainTextAsync("CrashLoopBackOff");

        await page.UndoAsync("pod-crash.kube-scheduler.k8smaster3");
        await Expect(page.GetByTestId("pod-hero")).ToHaveAttributeAsync("data-ready", "true");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nodes/k8smaster1")]
    [InlineData("/pods")]
    [InlineData("/pods/kube-system/etcd-k8smaster1")]
    [InlineData("/pods/kube-system/etcd-k8smaster1?tab=events")]
    [InlineData("/pods/kube-system/etcd-k8smaster1?tab=yaml")]
    [InlineData("/pods/kube-system/etcd-k8smaster1?tab=logs")]
    [InlineData("/logs")]
    [InlineData("/events")]
    public async Task SmallScreen_HasNoOverflowAndNoLoggedError(string path)
    {
        var page = await NewPageAsync(demo.App.Url, 390, 844, ColorScheme.Light);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        await page.GotoAsync(path);
        await page.Locator("h1").First.WaitForAsync();

        Assert.True(
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390,
            "the page is wider than the phone"
        );
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Keyboard_NavigatesFromMatrixToNode()
    {
        var page = await OpenAsync();
        await page.VerdictIsAsync("Healthy");
        await page.ArriveAsync();

        for (
            var i = 0;
            i < 40 && await page.EvaluateAsync<string?>("document.activeElement?.dataset?.testid") is not "cell";
            i++
        )
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/nodes/k8smaster1"));
        await Expect(page.Locator("[data-testid=row][data-server=master1]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task DarkAndLightTheme_FollowSystemAndButton()
    {
        var page = await NewPageAsync(demo.App.Url, scheme: ColorScheme.Light);
        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await page.Locator("[data-action=toggle-theme]").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Age_IncreasesInBrowserWithoutServer()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync(
            "document.body.insertAdjacentHTML('beforeend', `<ha-age id=\"probe\" since=\"${new Date(Date.now() "
                + "- 3000).toISOString()}\"></ha-age>`)"
        );

        var first = int.Parse(
            (await page.Locator("#probe").TextContentAsync())!.Split(' ')[0],
            CultureInfo.InvariantCulture
        );
        await Expect(page.Locator("#probe")).Not.ToHaveTextAsync($"{first} s");
    }

    [Fact]
    public async Task JavaScriptClient_StreamsClusterFromHub()
    {
        var page = await NewPageAsync(demo.App.Url);
        // The Content-Security-Policy of the pages blocks every other script.
        await page.AddInitScriptAsync(scriptPath: Path.Combine(AppContext.BaseDirectory, "signalr.min.js"));
        await page.GotoAsync("/");

        var seen = await page.EvaluateAsync<string[]>(
            """
            () => new Promise((resolve, reject) => {
              const hub = new signalR.HubConnectionBuilder().withUrl('/hubs/cluster').build();
              const seen = [];
              hub.start().then(() => hub.stream('WatchCluster').subscribe({
                next: snapshot => {
                  seen.push(`${snapshot.version} ${snapshot.nodes.length} ${snapshot.verdict.level}`);
                  if (seen.length === 3) { resolve(seen); hub.stop(); }
                },
                error: reject,
                complete: () => {},
              })).catch(reject);
            })
            """
        );

        Assert.Equal(3, seen.Length);
        Assert.All(seen, snapshot => Assert.Equal("5", snapshot.Split(' ')[1]));
        var versions = seen.Select(snapshot => long.Parse(snapshot.Split(' ')[0], CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(versions.Order(), versions);
    }

    private static async Task<string> WorkerAsync(IPage page)
    {
        await Expect(page.Locator("dl.facts dd").Nth(2)).Not.ToBeEmptyAsync();
        return (await page.Locator("dl.facts dd").Nth(2).TextContentAsync())!;
    }

    private async Task<IPage> OpenAsync(string path = "/")
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync(path);
        return page;
    }
}

using HaDashboard.Simulation.Cluster;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests the log page. The simulated API runs in this process, so that its open streams can be counted.</summary>
public sealed class LogTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Log_IsFollowedAndSearched_AndClosedWithPage()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Masters = 1, Workers = 0 },
            TimeProvider.System,
            cancelled
        );
        var folder = Directory.CreateTempSubdirectory("hadashboard-log-");
        await using var app = await AppProcess.StartAsync([], await EnvironmentAsync(cluster, folder.FullName));
        var page = await NewPageAsync(app.Url);
        await page.GotoAsync(await app.StartLinkAsync());

        await page.GotoAsync("/pods/kube-system/etcd-k8smaster1?tab=logs");
        await Expect(page.GetByTestId("log-said")).ToHaveAttributeAsync("data-phase", "Following");
        await EventuallyAsync(() => cluster.Kubernetes.LogStreams == 1);
        cluster.Kubernetes.Logs.Append(
            "etcd-k8smaster1",
            "etcd",
            DateTimeOffset.UtcNow,
            "a <b>needle</b> \u001b[31min\u001b[0m the hay"
        );
        var line = page.Locator("ha-log .line", new() { HasText = "a <b>needle</b> in the hay" });
        await Expect(line).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("ha-log b").CountAsync());

        await page.GetByTestId("log-find").FillAsync("NEEDLE");
        await Expect(page.Locator("ha-log mark.here")).ToHaveTextAsync("needle");
        await Expect(page.GetByTestId("log-found")).ToHaveTextAsync("1 of 1");

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.Locator("[data-action=download-log]").ClickAsync()
        );
        Assert.Contains(
            "a <b>needle</b> in the hay",
            await File.ReadAllTextAsync(await download.PathAsync(), cancelled),
            StringComparison.Ordinal
        );

        await page.Locator("nav >> text=Overview").First.ClickAsync();
        await page.GetByTestId("verdict").WaitForAsync();
        await EventuallyAsync(() => cluster.Kubernetes.LogStreams == 0);

        await page.GotoAsync("/logs?component=etcd,kube-apiserver");
        await EventuallyAsync(() => cluster.Kubernetes.LogStreams == 2);
        await page.CloseAsync();
        await EventuallyAsync(() => cluster.Kubernetes.LogStreams == 0);
        await app.KillAsync(); // The process writes to the folder that is deleted next.
        folder.Delete(recursive: true);
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(SimulatedCluster cluster, string folder)
    {
        var (node, kubeConfig) = (cluster.Nodes[0], Path.Combine(folder, "kubeconfig"));
        await File.WriteAllTextAsync(
            kubeConfig,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [ { name: c, cluster: { server: "{{cluster.KubernetesUri}}" } } ]
            users: [ { name: u, user: { token: t } } ]
            contexts: [ { name: x, context: { cluster: c, user: u } } ]
            current-context: x
            """
        );
        return new()
        {
            ["HaDashboard__Audit__File"] = Path.Combine(folder, "audit.jsonl"),
            ["HaDashboard__Kubernetes__KubeConfig"] = kubeConfig,
            ["HaDashboard__Nodes__0__Name"] = node.Name,
            ["HaDashboard__Nodes__0__Role"] = "Master",
            ["HaDashboard__Nodes__0__Address"] = node.Address,
            ["HaDashboard__Nodes__0__Transport"] = "UnixSocket",
            ["HaDashboard__Nodes__0__HaProxy__Socket"] = node.SocketPath,
        };
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(50, deadline.Token);
        }
    }
}

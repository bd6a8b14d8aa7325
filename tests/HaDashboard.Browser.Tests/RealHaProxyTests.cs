using System.Text.RegularExpressions;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests with real HAProxy and sshd processes and without simulation. The browser signs in with the start link.</summary>
public sealed partial class RealHaProxyTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task TwoRealNodes_ShowLiveChange_AndReload()
    {
        await using var one = await LabNode.StartAsync();
        await using var two = await LabNode.StartAsync();
        var folder = Directory.CreateTempSubdirectory("hadashboard-browser-");
        var environment = new Dictionary<string, string>
        {
            ["HaDashboard__Audit__File"] = Path.Combine(folder.FullName, "audit.jsonl"),
            // The test has no control plane. With probes, a reload would wait for the local API endpoint.
            ["HaDashboard__ControlPlane__Enabled"] = "false",
        };
        Add(environment, 0, "one", "Master", one);
        Add(environment, 1, "two", "Worker", two);
        await using var app = await AppProcess.StartAsync([], environment);
        var page = await NewPageAsync(app.Url);

        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(SignIn()); // Without a sign-in, no data is shown.
        await page.GotoAsync(await app.StartLinkAsync());
        await page.GotoAsync("/");

        foreach (var node in (string[])["one", "two"])
        {
            foreach (var server in (string[])["master1", "master2", "master3"])
            {
                await page.Cell(node, server).ToBeAsync("UP");
            }
        }

        one.HaProxy.StopMaster(2);
        await page.Cell("one", "master2").ToBeAsync("DOWN");
        await page.Cell("two", "master2").ToBeAsync("UP");
        one.HaProxy.StartMaster(2);
        await page.Cell("one", "master2").ToBeAsync("UP");

        await page.ReloadAsync("two");
        await page.ReloadEndsAsync("succeeded");
        await page.GetByTestId("close").ClickAsync();

        await two.HaProxy.StopAsync();
        await Expect(page.Cell("two", "master1")).ToHaveAttributeAsync("data-stale", "true");
        await Expect(page.Locator("[data-testid=finding][data-rule='haproxy.process-down']")).ToBeVisibleAsync();
        await app.KillAsync(); // The process writes to the folder that is deleted next.
        folder.Delete(recursive: true);
    }

    private static void Add(Dictionary<string, string> environment, int index, string name, string role, LabNode node)
    {
        var options = node.Sshd.Options;
        void Set(string key, string value) => environment[$"HaDashboard__Nodes__{index}__{key}"] = value;
        Set("Name", name);
        Set("Role", role);
        Set("Address", "127.0.0.1");
        Set("Ssh__User", options.User);
        Set("Ssh__Port", options.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("Ssh__PrivateKeyFile", options.PrivateKeyFile);
        Set("Ssh__KnownHostsFile", options.KnownHostsFile);
        Set("HaProxy__Socket", node.HaProxy.AdminSocket);
        Set("HaProxy__CheckCommand", node.HaProxy.CheckCommand);
        Set("HaProxy__ReloadCommand", node.HaProxy.ReloadCommand);
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignIn();
}

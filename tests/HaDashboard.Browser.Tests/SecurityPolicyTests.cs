using System.Collections.Concurrent;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HaDashboard.Browser.Tests;

/// <summary>Tests that the Content-Security-Policy does not affect the dashboard's pages and blocks inline scripts.</summary>
public sealed class SecurityPolicyTests(DemoFixture demo, Chromium chromium)
    : BrowserTest(chromium),
        IClassFixture<DemoFixture>
{
    [Fact]
    public async Task Pages_DoNotViolatePolicy_AndLogNoError()
    {
        var page = await NewPageAsync(demo.App.Url);
        var complaints = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                complaints.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => complaints.Enqueue($"{page.Url}: {error}");
        string[] paths =
        [
            "/",
            "/haproxy",
            "/nodes/k8smaster1",
            "/nodes/k8smaster1?mode=cli",
            "/masters/k8smaster1",
            "/backends/api-backend",
            "/pods",
            "/pods/kube-system/etcd-k8smaster1",
            "/logs",
            "/events",
            "/console",
            "/sessions",
            "/audit",
        ];
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await page.GetByTestId("connection").ToHaveStateAsync("live");
            await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
        }

        await page.GotoAsync("/sign-in");
        await Expect(page.Locator("#password")).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task InlineScript_IsBlocked()
    {
        var page = await NewPageAsync(demo.App.Url);
        await page.GotoAsync("/sign-in");

        var violated = await page.EvaluateAsync<string>(
            """
            () => new Promise(resolve => {
                document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.injected = true';
                document.head.append(script);
            })
            """
        );

        Assert.StartsWith("script-src", violated, StringComparison.Ordinal);
        Assert.False(await page.EvaluateAsync<bool>("window.injected === true"));
    }
}

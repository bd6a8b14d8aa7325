using HaDashboard.Browser.Tests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace HaDashboard.Browser.Tests;

/// <summary>Debian's Chromium, controlled by Playwright. Nothing is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    // This is a limit and not a delay. A step of 50 ms can take seconds on a busy machine with two cores.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)TimeLimit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page with a new browser profile.</summary>
    public async Task<IPage> NewPageAsync(
        Uri baseUrl,
        int width = 1440,
        int height = 900,
        ColorScheme scheme = ColorScheme.Dark
    )
    {
        Assert.SkipWhen(_browser is null, $"{Executable} is not installed on this machine");
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = baseUrl.ToString(),
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
            }
        );
        context.SetDefaultTimeout((float)TimeLimit.TotalMilliseconds);
        return await context.NewPageAsync();
    }
}

using Microsoft.Playwright;

namespace HaDashboard.Browser.Tests;

/// <summary>A test with pages of its own, closed at its end: a page left open goes on being updated, at the expense of every test after it.</summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncDisposable
{
    private readonly List<IPage> _pages = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages)
        {
            await page.Context.CloseAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A fresh browser profile and page.</summary>
    protected async Task<IPage> NewPageAsync(
        Uri baseUrl,
        int width = 1440,
        int height = 900,
        ColorScheme scheme = ColorScheme.Dark
    )
    {
        var page = await chromium.NewPageAsync(baseUrl, width, height, scheme);
        _pages.Add(page);
        return page;
    }
}

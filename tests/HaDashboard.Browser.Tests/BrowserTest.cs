using Microsoft.Playwright;

namespace HaDashboard.Browser.Tests;

/// <summary>
/// A test with its own pages, which are closed at its end. A page that stays open is still updated and slows down all later tests.
/// </summary>
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

    /// <summary>Opens a page with a new browser profile.</summary>
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

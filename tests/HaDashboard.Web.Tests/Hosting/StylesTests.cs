using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace HaDashboard.Web.Tests.Hosting;

public sealed partial class StylesTests
{
    [Fact]
    public async Task StyleSheetsOfAPage_AreServed_AndTheBundleHoldsTheComponentsStyles()
    {
        await using var factory = DashboardFactory.Demo();
        using var client = factory.Client();
        var page = await client.GetStringAsync(
            new Uri("/sign-in", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        var sheets = StyleSheet().Matches(page).Select(match => match.Groups[1].Value).ToArray();

        var texts = new List<string>();
        foreach (var sheet in sheets)
        {
            using var response = await client.GetAsync(
                new Uri($"/{sheet}", UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(
                (HttpStatusCode.OK, "text/css"),
                (response.StatusCode, response.Content.Headers.ContentType?.MediaType)
            );
            texts.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(3, sheets.Length); // MudBlazor, app.css, and last the bundle, which overrides what several components share
        Assert.Contains("styles.css", sheets[^1], StringComparison.Ordinal);
        Assert.Matches(@"\.signin-provider\[b-[a-z0-9]+\]", texts[^1]);
    }

    [GeneratedRegex("rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex StyleSheet();
}

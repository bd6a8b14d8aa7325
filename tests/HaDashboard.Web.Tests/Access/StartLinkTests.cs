using System.Net;
using HaDashboard.Access;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class StartLinkTests
{
    [Fact]
    public async Task Link_SignsInOnce_AsAdmin()
    {
        await using var factory = new DashboardFactory();
        using var first = factory.Client();
        using var second = factory.Client();
        var secret = factory.Services.GetRequiredService<StartLink>().Secret;

        using var signedIn = await first.GetAsync($"/sign-in?t={secret}", TestContext.Current.CancellationToken);
        using var spent = await second.GetAsync($"/sign-in?t={secret}", TestContext.Current.CancellationToken);

        Assert.Equal(64, secret?.Length);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await first.GetAsync("/api/v1/audit", TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, spent.StatusCode);
        Assert.Contains(
            "This sign-in link has expired or was already used.",
            await spent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await second.GetAsync("/api/v1/audit", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public void WrongSecret_SpendsNothing()
    {
        var link = new StartLink(needed: true);

        Assert.False(link.TryUse("00"));
        Assert.True(link.TryUse(link.Secret!));
        Assert.Null(link.Secret);
    }

    [Fact]
    public void NotNeeded_ThereIsNone()
    {
        var link = new StartLink(needed: false);

        Assert.Null(link.Secret);
        Assert.False(link.TryUse(""));
    }
}

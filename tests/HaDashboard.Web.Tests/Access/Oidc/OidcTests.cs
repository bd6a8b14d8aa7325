using System.Net;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using Xunit;

namespace HaDashboard.Web.Tests.Access.Oidc;

/// <summary>The whole way with a real provider: button, provider, callback, page.</summary>
public sealed class OidcTests(OidcFixture fixture) : IClassFixture<OidcFixture>, IDisposable
{
    private readonly OpenIdProvider _provider = fixture.Provider;
    private readonly DashboardFactory _factory = fixture.Dashboard;

    public void Dispose() => _provider.Tamper = null;

    [Fact]
    public async Task SignInPage_LeadsToTheProvider_WithCodeFlowStateNonceAndPkce()
    {
        using var client = _factory.Client();
        Assert.Contains(
            "/sign-in/provider?returnUrl=%2F",
            await client.GetStringAsync("/sign-in", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );

        var asked = (await client.GetAsync("/sign-in/provider", TestContext.Current.CancellationToken))
            .Headers
            .Location!;
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(asked.Query);

        Assert.StartsWith(_provider.Authority + "/authorize", asked.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            ["code", "S256", "http://localhost/sign-in/callback", "openid profile"],
            new[] { "response_type", "code_challenge_method", "redirect_uri", "scope" }.Select(key =>
                query[key].ToString()
            )
        );
        Assert.All(new[] { "state", "nonce", "code_challenge" }, key => Assert.NotEmpty(query[key].ToString()));
    }

    [Fact]
    public async Task MappedGroup_GivesItsRole_AndTheWayBack_AndNoTokenInTheCookie()
    {
        using var client = _factory.Client();
        var redeemed = _provider.Redeemed;
        _provider.User = ("alma", ["guests", "k8s-admins"]);

        using var back = await SignInAsync(client, "?returnUrl=%2Fpods");

        Assert.Equal((HttpStatusCode.Redirect, "/pods"), (back.StatusCode, back.Headers.Location?.ToString()));
        Assert.True(
            back.Headers.GetValues("Set-Cookie")
                .Single(cookie => cookie.StartsWith("hadashboard=", StringComparison.Ordinal))
                .Length < 1000
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/v1/audit"));
        var entry = Assert.Single(await AuditAsync(), entry => entry.By is "oidc:alma");
        Assert.Equal(
            ("sign in", "oidc:alma", "Admin", "by OpenID Connect, groups: k8s-admins"),
            (entry.Command, entry.By, entry.Role, entry.Summary)
        );
        Assert.Equal(redeemed + 1, _provider.Redeemed);
    }

    [Fact]
    public async Task NoMappedGroup_IsRefused_AndTheReasonNamesTheGroups()
    {
        using var client = _factory.Client();
        _provider.User = ("mallory", ["guests", "<script>alert(1)</script>"]);

        using var back = await SignInAsync(client);
        using var page = await client.GetAsync(back.Headers.Location, TestContext.Current.CancellationToken);
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("oidc:mallory", text, StringComparison.Ordinal);
        Assert.Contains("<li>guests</li>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/v1/cluster"));
        var entry = Assert.Single(await AuditAsync(), entry => entry.By is "oidc:mallory");
        Assert.Equal(AuditKind.Refused, entry.Kind);
        Assert.StartsWith("no group has a role; the provider sent: guests, ", entry.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoteOfTheRefusal_OfAnotherSigner_IsIgnored()
    {
        using var client = _factory.Client();
        using var page = await client.GetAsync("/sign-in/no-role?note=forged", TestContext.Current.CancellationToken);

        Assert.Contains(
            "This page has expired.",
            await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task GroupChange_CountsAtTheNextSignIn()
    {
        using var client = _factory.Client();
        _provider.User = ("alice", ["k8s-admins"]);
        (await SignInAsync(client)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/v1/audit"));

        _provider.User = ("alice", ["k8s-watchers"]);
        (await SignInAsync(client)).Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/api/v1/audit"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/v1/cluster"));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("nonce")]
    public async Task IdentityTokenForSomethingElse_IsRefusedAndAudited(string what)
    {
        using var client = _factory.Client();
        _provider.User = ("alice", ["k8s-admins"]);
        var redeemed = _provider.Redeemed;
        _provider.Tamper = token =>
            _ = what is "audience"
                ? token.SetAudiences("another-client")
                : token.SetClaim(OpenIddictConstants.Claims.Nonce, "another-nonce");

        using var back = await SignInAsync(client);

        await AssertRefusedAsync(client, back);
        Assert.Equal(redeemed + 1, _provider.Redeemed);
    }

    [Fact]
    public async Task StateOfAnotherBrowser_OrNone_IsRefused()
    {
        using var client = _factory.Client();
        _provider.User = ("alice", ["k8s-admins"]);
        var redeemed = _provider.Redeemed;
        var callback = await AtTheProviderAsync(client);

        using var without = await client.GetAsync(
            callback.Replace("state=", "estate=", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        await AssertRefusedAsync(client, without);
        using var altered = await client.GetAsync(
            callback.Replace("state=C", "state=D", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        await AssertRefusedAsync(client, altered);
        Assert.Equal(redeemed, _provider.Redeemed);
    }

    [Fact]
    public async Task CallbackInAnotherBrowser_IsRefused_ForThereTheSignInDidNotBegin()
    {
        using var client = _factory.Client();
        using var victim = _factory.Client();
        _provider.User = ("alice", ["k8s-admins"]);

        using var back = await victim.GetAsync(await AtTheProviderAsync(client), TestContext.Current.CancellationToken);

        await AssertRefusedAsync(victim, back);
    }

    [Fact]
    public async Task ProviderGone_IsASentenceOnTheSignInPage()
    {
        await using var factory = OidcFixture.DashboardWith("http://127.0.0.1:1", fixture.SecretFile); // nobody listens on port 1
        using var client = factory.Client();

        using var asked = await client.GetAsync("/sign-in/provider", TestContext.Current.CancellationToken);

        Assert.Equal("/sign-in?provider=unreachable", asked.Headers.Location?.ToString());
        Assert.Contains(
            "The OpenID provider is unreachable.",
            await client.GetStringAsync(asked.Headers.Location, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string query = "") =>
        await client.GetAsync(await AtTheProviderAsync(client, query), TestContext.Current.CancellationToken);

    /// <returns>The address at which the provider sends the browser back.</returns>
    private static async Task<string> AtTheProviderAsync(HttpClient client, string query = "")
    {
        using var asked = await client.GetAsync($"/sign-in/provider{query}", TestContext.Current.CancellationToken);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answered = await browser.GetAsync(asked.Headers.Location, TestContext.Current.CancellationToken);
        Assert.Equal("/sign-in/callback", answered.Headers.Location?.AbsolutePath);
        return answered.Headers.Location!.PathAndQuery;
    }

    private async Task AssertRefusedAsync(HttpClient client, HttpResponseMessage back)
    {
        Assert.Equal("/sign-in?provider=failed", back.Headers.Location?.ToString());
        Assert.DoesNotContain(back.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie =>
            cookie.StartsWith("hadashboard=", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/v1/cluster"));
        Assert.Contains(await AuditAsync(), entry =>
            entry is { Kind: AuditKind.Refused, Summary: "the response of the OpenID provider was not accepted" }
        );
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private Task<IReadOnlyList<AuditEntry>> AuditAsync() =>
        _factory.Services.GetRequiredService<IAuditLog>().ReadAsync(100, TestContext.Current.CancellationToken);
}

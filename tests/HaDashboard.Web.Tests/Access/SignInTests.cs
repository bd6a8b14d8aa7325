using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Access;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class SignInTests : IAsyncLifetime
{
    private static readonly string Hash = new PasswordHasher<string>().HashPassword("", "correct horse");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private DashboardFactory _factory = null!;

    public ValueTask InitializeAsync()
    {
        _factory = new DashboardFactory()
            .WithTokens()
            .With("HaDashboard:Access:Users:0:Name", "ops")
            .With("HaDashboard:Access:Users:0:PasswordHash", Hash)
            .With("HaDashboard:Access:Users:0:Role", "Operator")
            .With(builder =>
                builder.ConfigureTestServices(services => services.AddSingleton(new SignInThrottle(_time)))
            );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _factory.DisposeAsync();

    [Fact]
    public async Task RightPassword_SignsIn_WithACookieNoScriptCanRead()
    {
        using var client = _factory.Client();
        using var response = await SignInForm.SubmitAsync(client, "OPS", "correct horse");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/", response.Headers.Location?.ToString());
        var cookie = response
            .Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("hadashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase); // plain HTTP here
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.GetAsync("/api/v1/cluster", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Theory]
    [InlineData("ops", "wrong horse")]
    [InlineData("nobody", "correct horse")]
    [InlineData("", "")]
    public async Task WrongNameOrPassword_GetsTheSameAnswer_AndNoCookie(string name, string password)
    {
        using var client = _factory.Client();
        using var response = await SignInForm.SubmitAsync(client, name, password);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(
            "The name or the password is wrong.",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync("/api/v1/cluster", TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public async Task FiveFailures_ShutTheDoorForFiveMinutes_EvenForTheRightPassword()
    {
        using var client = _factory.Client();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await SignInForm.SubmitAsync(client, "ops", "wrong horse");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var shut = await SignInForm.SubmitAsync(client, "ops", "correct horse");
        Assert.Equal(HttpStatusCode.TooManyRequests, shut.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(5), shut.Headers.RetryAfter?.Delta);

        _time.Advance(TimeSpan.FromMinutes(5));
        using var open = await SignInForm.SubmitAsync(client, "ops", "correct horse");
        Assert.Equal(HttpStatusCode.Redirect, open.StatusCode);
    }

    [Fact]
    public async Task PostWithoutTheToken_IsRefused()
    {
        using var client = _factory.Client();
        using var response = await client.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "sign-in",
                    ["Input.Name"] = "ops",
                    ["Input.Password"] = "correct horse",
                }
            ),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("?returnUrl=%2Fnodes%2Fk8smaster1%3Fmode%3Derrors", "/nodes/k8smaster1?mode=errors")]
    [InlineData("?returnUrl=https%3A%2F%2Fevil.example", "/")]
    [InlineData("?returnUrl=%2F%2Fevil.example", "/")]
    [InlineData("?returnUrl=%2F%5Cevil.example", "/")]
    [InlineData("?returnUrl=%2F%09%2Fevil.example", "/")]
    [InlineData("?returnUrl=%2Fsign-out", "/")]
    public async Task ReturnUrl_StaysInThisProgram(string query, string expected)
    {
        using var client = _factory.Client();
        using var response = await SignInForm.SubmitAsync(client, "ops", "correct horse", query);

        Assert.Equal(expected, response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task SignOut_EndsIt_AndAllOfItIsAudited()
    {
        using var client = _factory.Client();
        using var wrong = await SignInForm.SubmitAsync(client, "ops", "wrong horse");
        using var signedIn = await SignInForm.SubmitAsync(client, "ops", "correct horse");
        using var signedOut = await SignInForm.SignOutAsync(client);

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync("/api/v1/cluster", TestContext.Current.CancellationToken)).StatusCode
        );
        var audit = await _factory
            .Services.GetRequiredService<IAuditLog>()
            .ReadAsync(10, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["sign out, ops, Outcome", "sign in, ops, Outcome", "sign in, ops, Refused"],
            audit.Select(entry => $"{entry.Command}, {entry.By}, {entry.Kind}")
        );
        Assert.DoesNotContain("horse", string.Concat(audit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CookieAlone_ChangesNothing_ForAPageElsewhereCouldSendIt()
    {
        using var client = _factory.Client();
        using var signedIn = await SignInForm.SubmitAsync(client, "ops", "correct horse");

        using var refused = await client.PostAsJsonAsync(
            "/api/v1/nodes/k8smaster1/haproxy/reload",
            new { reason = "why not" },
            TestContext.Current.CancellationToken
        );
        client.DefaultRequestHeaders.Add("X-Requested-With", "a test");
        using var looked = await client.PostAsJsonAsync(
            "/api/v1/nodes/k8smaster1/haproxy/reload",
            new { reason = "why not" },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, looked.StatusCode); // no node is configured here: it was looked at
    }

    [Fact]
    public async Task NothingConfigured_IsAlive_AndNotReady()
    {
        using var client = _factory.Client();
        using var live = await client.GetAsync("/healthz/live", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/healthz/ready", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var document = await ready.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("No node is configured: set HaDashboard:Nodes.", document.GetProperty("reason").GetString());
    }
}

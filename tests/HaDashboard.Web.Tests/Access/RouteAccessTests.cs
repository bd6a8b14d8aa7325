using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

/// <summary>Every route as nobody, as each role, and with a token nobody knows.</summary>
public sealed class RouteAccessTests(ClusterFixture fixture)
{
    private static readonly (string Who, string? Token)[] Everybody =
    [
        ("nobody", null),
        ("Viewer", Tokens.Viewer),
        ("Operator", Tokens.Operator),
        ("Admin", Tokens.Admin),
        ("a stranger", "token-of-a-stranger"),
    ];

    [Theory]
    [InlineData("GET /healthz/live", 200, 200, 200, 200, 200)]
    [InlineData("GET /healthz/ready", 200, 200, 200, 200, 200)]
    [InlineData("GET /sign-in", 200, 200, 200, 200, 200)]
    [InlineData("GET /sign-out", 200, 200, 200, 200, 200)]
    [InlineData("GET /app.css", 200, 200, 200, 200, 200)]
    [InlineData("GET /", 302, 200, 200, 200, 401)]
    [InlineData("GET /nothing-here", 302, 404, 404, 404, 401)]
    [InlineData("GET /console", 302, 403, 200, 200, 401)]
    [InlineData("GET /api/v1/cluster", 401, 200, 200, 200, 401)]
    [InlineData("GET /api/v1/nodes/k8smaster1/haproxy", 401, 200, 200, 200, 401)]
    [InlineData("GET /api/v1/nodes/nobody/haproxy", 401, 404, 404, 404, 401)]
    [InlineData("GET /api/v1/events", 401, 200, 200, 200, 401)]
    [InlineData("GET /api/v1/events?limit=0", 401, 422, 422, 422, 401)]
    [InlineData("GET /api/v1/events?since=yesterday", 401, 422, 422, 422, 401)]
    [InlineData("GET /api/v1/events?node=nobody", 401, 404, 404, 404, 401)]
    [InlineData("GET /api/v1/reloads/none", 401, 404, 404, 404, 401)]
    [InlineData("GET /api/v1/audit", 401, 403, 403, 200, 401)]
    [InlineData("GET /api/v1/audit?limit=many", 401, 403, 403, 422, 401)]
    [InlineData("GET /api/v1/nothing", 401, 404, 404, 404, 401)]
    [InlineData("GET /openapi/v1.json", 401, 200, 200, 200, 401)]
    [InlineData("POST /api/v1/nodes/nobody/haproxy/reload", 401, 403, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/no%20body/haproxy/reload", 401, 404, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/nobody/haproxy/servers/api-backend/master1/state", 401, 403, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/k8smaster1/haproxy/servers/nowhere/master1/state", 401, 403, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/k8smaster1/haproxy/servers/api-backend/nobody/weight", 401, 403, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/k8smaster1/haproxy/servers/api-backend/a%0Ab/state", 401, 404, 404, 404, 401)]
    [InlineData("POST /api/v1/nodes/k8smaster1/haproxy/servers/api-backend/a%3Bb/weight", 401, 404, 404, 404, 401)]
    [InlineData("POST /api/v1/cluster", 401, 405, 405, 405, 401)]
    [InlineData("POST /hubs/cluster/negotiate?negotiateVersion=1", 401, 200, 200, 200, 401)]
    [InlineData("POST /_blazor/negotiate?negotiateVersion=1", 401, 200, 200, 200, 401)]
    public async Task Route_AnswersEachAsItShould(
        string route,
        int nobody,
        int viewer,
        int @operator,
        int admin,
        int stranger
    )
    {
        var (method, path) = route.Split(' ') is [var m, var p] ? (m, p) : throw new ArgumentException(route);
        var answers = new List<string>();
        foreach (var (who, token) in Everybody)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = method is "POST"
                ? JsonContent.Create(
                    new
                    {
                        reason = "to see who may",
                        state = "ready",
                        weight = "1",
                    }
                )
                : null;
            using var client = fixture.Client(token);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answers.Add($"{who}: {(int)response.StatusCode}");
            if (path.StartsWith("/api", StringComparison.Ordinal) && !response.IsSuccessStatusCode)
            {
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }

        Assert.Equal(
            [
                $"nobody: {nobody}",
                $"Viewer: {viewer}",
                $"Operator: {@operator}",
                $"Admin: {admin}",
                $"a stranger: {stranger}",
            ],
            answers
        );
    }

    [Fact]
    public void WhatIsOpenToNobody_IsKnownByName()
    {
        var open = fixture
            .Dashboard.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText ?? "")
            .Where(pattern => !IsAsset(pattern))
            .Distinct();

        Assert.Equal(
            [
                "/healthz/live",
                "/healthz/ready",
                "/refused",
                "/sign-in",
                "/sign-in/no-role",
                "/sign-in/provider",
                "/sign-out",
            ],
            open.Select(pattern => "/" + pattern.TrimStart('/')).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Page_AsNobody_LeadsToTheSignInAndBack()
    {
        using var client = fixture.Client(null);
        using var response = await client.GetAsync(
            "/nodes/k8smaster1?mode=errors",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(
            "/sign-in?returnUrl=%2Fnodes%2Fk8smaster1%3Fmode%3Derrors",
            response.Headers.Location?.PathAndQuery
        );
    }

    [Theory]
    [InlineData("/console", "You are signed in as viewer with the role Viewer. This page requires a higher role.")]
    [InlineData("/nothing-here", "There is no page at this address.")]
    public async Task PageThatIsNotForOne_SaysSoInWords(string path, string words)
    {
        using var client = fixture.Client(Tokens.Viewer);
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.False(response.IsSuccessStatusCode);
        Assert.Contains(
            words,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task EveryAnswer_CarriesTheSecurityHeaders()
    {
        using var client = fixture.Client(Tokens.Viewer);
        foreach (var path in new[] { "/", "/app.css", "/api/v1/cluster", "/nothing" })
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.Contains(
                "camera=()",
                response.Headers.GetValues("Permissions-Policy").Single(),
                StringComparison.Ordinal
            );
            var policy = response.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
            Assert.Contains("script-src 'self'", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
        }
    }

    [Fact]
    public async Task Readiness_TellsSourcesOnlyToWhoIsSignedIn()
    {
        using var nobody = fixture.Client(null);
        using var viewer = fixture.Client(Tokens.Viewer);

        var open = await nobody.GetFromJsonAsync<JsonElement>("/healthz/ready", TestContext.Current.CancellationToken);
        var signedIn = await viewer.GetFromJsonAsync<JsonElement>(
            "/healthz/ready",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(JsonValueKind.Null, open.GetProperty("sources").ValueKind);
        Assert.Equal(4, signedIn.GetProperty("sources").GetArrayLength());
    }

    private static bool IsAsset(string pattern) =>
        Path.HasExtension(pattern)
        || pattern.StartsWith("_framework", StringComparison.Ordinal)
        || pattern.StartsWith("_content", StringComparison.Ordinal);
}

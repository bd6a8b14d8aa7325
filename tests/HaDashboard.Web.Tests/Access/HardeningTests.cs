using System.Net;
using System.Net.Http.Json;
using HaDashboard.Access.Sessions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

/// <summary>The protection against foreign pages, stolen cookies and scripts that send too many requests.</summary>
public sealed class HardeningTests(ClusterFixture fixture)
{
    private static readonly string Hash = new PasswordHasher<string>().HashPassword("", "correct horse");

    [Theory]
    [InlineData("GET /hubs/cluster", "https://evil.example", null, 403)]
    [InlineData("POST /hubs/cluster/negotiate", "https://evil.example", null, 403)]
    [InlineData("POST /hubs/cluster/negotiate", "null", null, 403)]
    [InlineData("POST /hubs/cluster/negotiate", null, "cross-site", 403)]
    [InlineData("POST /hubs/cluster/negotiate", null, "same-site", 403)]
    [InlineData("POST /hubs/cluster/negotiate", "http://localhost:81", null, 403)]
    [InlineData("POST /hubs/cluster/negotiate", "http://localhost", "same-origin", 200)]
    [InlineData("POST /hubs/cluster/negotiate", "https://localhost", null, 200)] // a proxy ends TLS
    [InlineData("POST /hubs/cluster/negotiate", null, null, 200)]
    [InlineData("POST /_blazor/negotiate", "https://evil.example", null, 403)]
    [InlineData("GET /_blazor", "https://evil.example", null, 403)]
    [InlineData("POST /api/v1/nodes/nobody/haproxy/reload", "https://evil.example", null, 403)]
    [InlineData("POST /api/v1/nodes/nobody/haproxy/reload", "http://localhost", null, 404)]
    [InlineData("POST /sign-in", "https://evil.example", null, 403)]
    [InlineData("GET /api/v1/cluster", "https://evil.example", "cross-site", 200)] // no script there can read the answer
    public async Task PageOfAnotherSite_ChangesAndOpensNothing(string route, string? origin, string? site, int expected)
    {
        using var client = fixture.Client(Tokens.Admin);
        using var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0]), route.Split(' ')[1]);
        request.Content =
            request.Method == HttpMethod.Post ? JsonContent.Create(new { reason = "to see who may" }) : null;
        foreach (var (name, value) in new[] { ("Origin", origin), ("Sec-Fetch-Site", site) })
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task EndedSession_IsGoneForItsCookie_AndForACopyOfIt()
    {
        await using var factory = WithOps();
        using var client = factory.Client();
        (await SignInForm.SubmitAsync(client, "ops", "correct horse")).Dispose();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/v1/cluster"));
        var book = factory.Services.GetRequiredService<SessionRegistry>();

        book.End(Assert.Single(book.All).Id);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/v1/cluster"));
    }

    [Theory]
    [InlineData(UserRole.Operator, true)]
    [InlineData(UserRole.Admin, false)]
    public async Task EndingSessions_NeedsAnAdminWhoIsStillHere(UserRole role, bool stillHere)
    {
        await using var factory = WithOps();
        var book = factory.Services.GetRequiredService<SessionRegistry>();
        var victim = book.Begin(
            "ops",
            UserRole.Operator,
            SignInMethod.Password,
            "192.0.2.1",
            HaDashboard.Access.AccessDirectory.StampOf(
                new HaDashboard.Configuration.UserSettings("ops", Hash, UserRole.Operator)
            ),
            []
        );
        var caller = new Caller("ops", role, "192.0.2.2")
        {
            Credential = stillHere ? $"Cookie {victim.Id}" : "Cookie gone",
        };

        Assert.Equal(
            "This requires the role Admin.",
            await factory.Services.GetRequiredService<SessionService>().EndAsync(victim.Id, caller)
        );
        Assert.Single(book.All);
    }

    [Fact]
    public async Task TooManySignIns_FromOneAddress_MustWaitForTheAnnouncedTime()
    {
        await using var factory = WithOps();
        using var client = factory.Client();
        HttpResponseMessage last;
        var asked = 0;
        while (
            (
                last = await client.PostAsync(
                    "/sign-in",
                    new FormUrlEncodedContent([]),
                    TestContext.Current.CancellationToken
                )
            ).StatusCode
                is not HttpStatusCode.TooManyRequests
            && asked++ < 1000
        )
        {
            last.Dispose();
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.True(last.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("application/problem+json", last.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/healthz/live"));
    }

    [Fact]
    public async Task ReadOnly_RegistersNoHandler_AndRefusesAnAdmin()
    {
        await using var factory = new DashboardFactory().WithTokens().With("HaDashboard:Access:ReadOnly", "true");
        using var client = factory.Client(Tokens.Admin);

        using var refused = await client.PostAsJsonAsync(
            "/api/v1/nodes/k8smaster1/haproxy/reload",
            new { reason = "please" },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains(
            "The dashboard is read-only: actions are disabled.",
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Empty(factory.Services.GetServices<ICommandHandler>());
    }

    [Fact]
    public async Task KeysAndSessions_OutliveTheProgram()
    {
        using var folder = new TempFolder();
        string cookie;
        await using (var before = WithOps().With("HaDashboard:Access:KeyFolder", folder.Path))
        {
            using var client = before.Client();
            using var signedIn = await SignInForm.SubmitAsync(client, "ops", "correct horse");
            cookie = signedIn
                .Headers.GetValues("Set-Cookie")
                .Single(value => value.StartsWith("hadashboard=", StringComparison.Ordinal))
                .Split(';')[0];
        }

        await using var after = WithOps().With("HaDashboard:Access:KeyFolder", folder.Path);
        using var again = after.Client();
        again.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, "/api/v1/cluster"));
        Assert.True(
            OperatingSystem.IsWindows()
                || File.GetUnixFileMode(folder.Path)
                    == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
        );
    }

    private static DashboardFactory WithOps() =>
        new DashboardFactory()
            .WithTokens()
            .With("HaDashboard:Access:Users:0:Name", "ops")
            .With("HaDashboard:Access:Users:0:PasswordHash", Hash)
            .With("HaDashboard:Access:Users:0:Role", "Operator");

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hadashboard-keys-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

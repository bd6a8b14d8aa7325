using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

[Collection(ClusterFixture.OneAfterTheOther)]
public sealed class ReloadApiTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Reload_WithANewWorker_Succeeds_AndIsAudited()
    {
        var (location, record) = await ReloadAsync("k8smaster1", "a new certificate");
        var node = record.GetProperty("nodes")[0];

        Assert.Equal("finished", record.GetProperty("state").GetString());
        Assert.Equal("operator", record.GetProperty("by").GetString());
        Assert.Equal(
            ("done", "succeeded", 0),
            (
                node.GetProperty("phase").GetString(),
                node.GetProperty("outcome").GetString(),
                node.GetProperty("exitCode").GetInt32()
            )
        );
        Assert.NotEqual(
            node.GetProperty("before").GetProperty("pid").GetInt32(),
            node.GetProperty("after").GetProperty("pid").GetInt32()
        );

        var id = location.Split('/')[^1];
        var audit = await AuditOfAsync(id);
        Assert.Equal(["outcome", "intent"], audit.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.All(audit, entry => Assert.Equal("a new certificate", entry.GetProperty("reason").GetString()));
        Assert.True(audit[0].GetProperty("succeeded").GetBoolean());
    }

    [Fact]
    public async Task Reload_OfABrokenFile_IsRefused_AndChangesNothing()
    {
        await fixture.Cluster.PlayAsync("break-config.k8smaster2");
        var (location, record) = await ReloadAsync("k8smaster2", "to see");
        await fixture.Cluster.ClearAsync("break-config.k8smaster2");
        var node = record.GetProperty("nodes")[0];

        Assert.Equal("refused", node.GetProperty("outcome").GetString());
        Assert.Contains("unknown keyword", node.GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, node.GetProperty("after").ValueKind);
        Assert.False((await AuditOfAsync(location.Split('/')[^1]))[0].GetProperty("succeeded").GetBoolean());
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "reason": "  " }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "reason": """, HttpStatusCode.BadRequest)]
    [InlineData("""{ "reason": 7 }""", HttpStatusCode.BadRequest)]
    public async Task Reload_WithoutAReason_IsRefused(string body, HttpStatusCode expected)
    {
        using var client = fixture.Client(Tokens.Operator);
        using var response = await client.PostAsync(
            "/api/v1/nodes/k8smaster3/haproxy/reload",
            new StringContent(body, null, "application/json"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Reload_TwiceAtOnce_ConflictsOnce()
    {
        using var client = fixture.Client(Tokens.Operator);
        var answers = await Task.WhenAll(
            PostAsync(client, "k8sworker1", "first"),
            PostAsync(client, "k8sworker1", "second")
        );

        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order()
        );
        await FinishedAsync(
            client,
            answers.Single(answer => answer.StatusCode is HttpStatusCode.Accepted).Headers.Location!.ToString()
        );
    }

    [Fact]
    public async Task Reload_ByAViewer_IsForbidden_AndTheAttemptAudited()
    {
        using var client = fixture.Client(Tokens.Viewer);
        using var response = await PostAsync(client, "k8smaster3", "let me in");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var admin = fixture.Client(Tokens.Admin);
        var audit = await admin.GetFromJsonAsync<JsonElement[]>(
            "/api/v1/audit?limit=1000",
            TestContext.Current.CancellationToken
        );
        Assert.Contains(audit!, entry =>
            entry.GetProperty("kind").GetString() is "refused"
            && entry.GetProperty("by").GetString() is "viewer"
            && entry.GetProperty("reason").GetString() is "let me in"
        );
    }

    [Fact]
    public async Task Events_TellTheNewWorker_Filtered()
    {
        await ReloadAsync("k8smaster3", "for the timeline");
        using var client = fixture.Client(Tokens.Viewer);

        var events = await client.GetFromJsonAsync<JsonElement[]>(
            "/api/v1/events?node=k8smaster3&limit=1000",
            TestContext.Current.CancellationToken
        );
        var none = await client.GetFromJsonAsync<JsonElement[]>(
            "/api/v1/events?until=2001-01-01T00:00:00Z",
            TestContext.Current.CancellationToken
        );
        var ofServer = await client.GetFromJsonAsync<JsonElement[]>(
            "/api/v1/events?server=master1",
            TestContext.Current.CancellationToken
        );

        Assert.Contains(events!, e => e.GetProperty("kind").GetString() is "Process");
        Assert.All(events!, e => Assert.Equal("k8smaster3", e.GetProperty("node").GetString()));
        Assert.Empty(none!);
        Assert.All(ofServer!, e => Assert.Equal("api-backend/master1", e.GetProperty("subject").GetString()));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string node, string reason) =>
        client.PostAsJsonAsync(
            $"/api/v1/nodes/{node}/haproxy/reload",
            new { reason },
            TestContext.Current.CancellationToken
        );

    private static async Task<JsonElement> FinishedAsync(HttpClient client, string location)
    {
        JsonElement record = default;
        await Eventually.Async(async () =>
            (record = await client.GetFromJsonAsync<JsonElement>(location)).GetProperty("state").GetString()
                is "finished"
        );
        return record;
    }

    private async Task<(string Location, JsonElement Record)> ReloadAsync(string node, string reason)
    {
        using var client = fixture.Client(Tokens.Operator);
        using var response = await PostAsync(client, node, reason);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var location = response.Headers.Location!.ToString();
        Assert.StartsWith("/api/v1/reloads/", location, StringComparison.Ordinal);
        return (location, await FinishedAsync(client, location));
    }

    private async Task<JsonElement[]> AuditOfAsync(string id)
    {
        JsonElement[] entries = [];
        using var client = fixture.Client(Tokens.Admin);
        await Eventually.Async(async () =>
            (
                entries = [
                    .. (await client.GetFromJsonAsync<JsonElement[]>("/api/v1/audit?limit=1000"))!.Where(entry =>
                        entry.GetProperty("commandId").GetString() == id
                    ),
                ]
            ).Length == 2
        );
        return entries;
    }
}

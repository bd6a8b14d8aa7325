using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

/// <summary>Server state and weight over REST, down to the simulated HAProxy and back.</summary>
[Collection(ClusterFixture.OneAfterTheOther)]
public sealed class ServerApiTests(ClusterFixture fixture)
{
    [Fact]
    public async Task State_IsSetReadBackAndAudited()
    {
        var (status, drained) = await PostAsync(
            Tokens.Operator,
            "k8smaster1",
            "master2",
            "state",
            new { state = "drain", reason = "kernel" }
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(drained.GetProperty("succeeded").GetBoolean(), drained.ToString());
        Assert.Equal("set server api-backend/master2 state drain", drained.GetProperty("executed").GetString());
        Assert.StartsWith("DRAIN", drained.GetProperty("after").GetString(), StringComparison.Ordinal);

        var (_, ready) = await PostAsync(
            Tokens.Operator,
            "k8smaster1",
            "master2",
            "state",
            new { state = "ready", reason = "done" }
        );
        Assert.StartsWith("DRAIN", ready.GetProperty("before").GetString(), StringComparison.Ordinal);
        Assert.True(ready.GetProperty("succeeded").GetBoolean(), ready.ToString());

        using var admin = fixture.Client(Tokens.Admin);
        var audit = await admin.GetFromJsonAsync<JsonElement[]>(
            "/api/v1/audit?limit=1000",
            TestContext.Current.CancellationToken
        );
        var lines = audit!
            .Where(entry => entry.GetProperty("commandId").GetString() == drained.GetProperty("id").GetString())
            .ToArray();
        Assert.Equal(["outcome", "intent"], lines.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.StartsWith("DRAIN", lines[0].GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weight_IsSetAbsoluteAndByPercent()
    {
        var (_, ten) = await PostAsync(
            Tokens.Operator,
            "k8smaster1",
            "master3",
            "weight",
            new { weight = "10", reason = "load" }
        );
        Assert.Contains("weight 10", ten.GetProperty("after").GetString(), StringComparison.Ordinal);
        var (_, whole) = await PostAsync(
            Tokens.Operator,
            "k8smaster1",
            "master3",
            "weight",
            new { weight = "100%", reason = "back" }
        );
        Assert.Contains("weight 1,", whole.GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastServer_IsAConflict_AndTheOverrideIsForAdmins()
    {
        foreach (var server in new[] { "master1", "master2" })
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (
                    await PostAsync(
                        Tokens.Operator,
                        "k8smaster3",
                        server,
                        "state",
                        new { state = "maint", reason = "alone" }
                    )
                ).Status
            );
        }

        var last = new
        {
            state = "maint",
            reason = "alone",
            overrideLastServer = false,
        };
        var (status, problem) = await PostAsync(Tokens.Operator, "k8smaster3", "master3", "state", last);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(
            "the last server of api-backend in rotation on k8smaster3",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await PostAsync(
                    Tokens.Operator,
                    "k8smaster3",
                    "master3",
                    "state",
                    last with
                    {
                        overrideLastServer = true,
                    }
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await PostAsync(Tokens.Admin, "k8smaster3", "master3", "state", last with { overrideLastServer = true })
            ).Status
        );
        foreach (var server in new[] { "master1", "master2", "master3" })
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (
                    await PostAsync(
                        Tokens.Operator,
                        "k8smaster3",
                        server,
                        "state",
                        new { state = "ready", reason = "back" }
                    )
                ).Status
            );
        }
    }

    [Theory]
    [InlineData("state", """{ "state": "sideways", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("state", """{ "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("state", """{ "state": "drain" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("state", """{ "state": "drain\nset server x", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("weight", """{ "weight": "257", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("weight", """{ "weight": "101%", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("weight", """{ "weight": "-1", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("weight", """{ "weight": "1;quit", "reason": "x" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("weight", """{ "weight": 10, "reason": "x" }""", HttpStatusCode.BadRequest)]
    public async Task BadValue_IsRefused(string what, string body, HttpStatusCode expected)
    {
        using var client = fixture.Client(Tokens.Operator);
        using var response = await client.PostAsync(
            $"/api/v1/nodes/k8smaster2/haproxy/servers/api-backend/master1/{what}",
            new StringContent(body, null, "application/json"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            (expected, "application/problem+json"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType)
        );
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string token,
        string node,
        string server,
        string what,
        object body
    )
    {
        using var client = fixture.Client(token);
        using var response = await client.PostAsJsonAsync(
            $"/api/v1/nodes/{node}/haproxy/servers/api-backend/{server}/{what}",
            body,
            TestContext.Current.CancellationToken
        );
        return (
            response.StatusCode,
            await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)
        );
    }
}

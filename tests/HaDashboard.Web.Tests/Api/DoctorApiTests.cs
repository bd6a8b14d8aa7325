using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

public sealed class DoctorApiTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Doctor_ListsSixteenChecks_AndCountsThem()
    {
        using var client = fixture.Client(Tokens.Viewer);
        var doctor = await client.GetFromJsonAsync<JsonElement>(
            "/api/v1/doctor",
            TestContext.Current.CancellationToken
        );

        var checks = doctor.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(
            Enumerable.Range(1, 16).Select(i => $"D{i}"),
            checks.Select(check => check.GetProperty("id").GetString())
        );
        Assert.Equal(
            16,
            new[] { "fail", "warn", "notChecked", "pass" }.Sum(state => doctor.GetProperty(state).GetInt32())
        );
        Assert.Equal(
            ["id", "title", "state", "notes", "why", "source", "sourceUrl", "fixWhere", "fix"],
            checks[0].EnumerateObject().Select(property => property.Name)
        );
        // No Kubernetes API is configured here, so nobody knows of other nodes
        Assert.Equal("NotChecked", checks[0].GetProperty("state").GetString());
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Components.Stats;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

public sealed class StatExportTests(ClusterFixture fixture)
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("UP", "UP")]
    [InlineData("-5", "-5")]
    [InlineData("+1.5", "+1.5")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("  =1", "'  =1")]
    [InlineData("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    [InlineData("a\nb", "a\\x0ab")]
    [InlineData("a,b", "\"a,b\"")]
    public void ACell_CantBeAFormula(string? cell, string written) => Assert.Equal(written, StatExport.Safe(cell));

    [Fact]
    public async Task Csv_HoldsTheFilteredSortedRowsWithTheChosenColumns()
    {
        using var client = fixture.Client(Tokens.Viewer);
        using var response = await client.GetAsync(
            "/export/haproxy.csv?node=k8smaster1&type=server&sort=name&desc=1&cols=addr",
            TestContext.Current.CancellationToken
        );
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .TrimStart('\uFEFF')
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            "attachment; filename=haproxy-k8smaster1-status.csv; filename*=UTF-8''haproxy-k8smaster1-status.csv",
            response.Content.Headers.ContentDisposition?.ToString()
        );
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "node,proxy,type,stale,name,weight,status,check_status,act,bck,qcur,qmax,scur,smax,slim,stot,addr",
            lines[0]
        );
        Assert.Equal(["master3", "master2", "master1"], lines[1..].Select(line => line.Split(',')[4]));
        Assert.All(lines[1..], line => Assert.EndsWith(":6443", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_HoldsNumbersAsNumbers_AndNullForNotApplicable()
    {
        using var client = fixture.Client(Tokens.Viewer);
        var document = await client.GetFromJsonAsync<JsonElement>(
            "/export/haproxy.json?mode=traffic&type=server",
            TestContext.Current.CancellationToken
        );
        var row = document.GetProperty("rows")[0];

        Assert.Equal("traffic", document.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Number, row.GetProperty("bin").ValueKind);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("rate_lim").ValueKind);
        Assert.Equal(12, document.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("/export/haproxy.csv?node=nowhere", HttpStatusCode.NotFound)]
    [InlineData("/export/haproxy.json?mode=cli&sort=%3D&cols=%3D", HttpStatusCode.OK)]
    public async Task OddParameters_AreAnsweredCalmly(string path, HttpStatusCode status)
    {
        using var client = fixture.Client(Tokens.Viewer);
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Nobody_IsSentToTheSignIn()
    {
        using var client = fixture.Client(null);
        using var response = await client.GetAsync("/export/haproxy.csv", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }
}

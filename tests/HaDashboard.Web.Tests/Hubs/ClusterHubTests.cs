using System.Text.Json;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Views;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace HaDashboard.Web.Tests.Hubs;

public sealed class ClusterHubTests(ClusterFixture fixture)
{
    [Fact]
    public async Task WatchCluster_GivesTheSnapshotAtOnce_ThenNewerOnes()
    {
        await using var connection = Connection(Tokens.Viewer);
        await connection.StartAsync(TestContext.Current.CancellationToken);
        var versions = new List<long>();
        await foreach (
            var cluster in connection.StreamAsync<JsonElement>("WatchCluster", TestContext.Current.CancellationToken)
        )
        {
            Assert.Equal("test", cluster.GetProperty("cluster").GetString());
            Assert.Equal("Up", cluster.GetProperty("nodes")[0].GetProperty("haproxy").GetProperty("state").GetString());
            versions.Add(cluster.GetProperty("version").GetInt64());
            if (versions.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(versions.Distinct().Order(), versions);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("token-of-a-stranger")]
    public async Task Connect_WithoutAToken_IsRefused(string? token)
    {
        await using var connection = Connection(token);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() =>
            connection.StartAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Fact]
    public void Documents_OfTheSameView_AreMadeOnce()
    {
        var documents = new ClusterDocuments();
        var view = ClusterView.Initial(ClusterInventory.Empty);

        Assert.Same(documents.Of(view), documents.Of(view));
        Assert.NotSame(documents.Of(view), documents.Of(view with { Revision = 1 }));
    }

    private HubConnection Connection(string? token) =>
        new HubConnectionBuilder()
            .WithUrl(new Uri(fixture.Dashboard.Server.BaseAddress, "/hubs/cluster"), options =>
            {
                options.Transports = HttpTransportType.LongPolling;
                options.HttpMessageHandlerFactory = _ => fixture.Dashboard.Server.CreateHandler();
                options.AccessTokenProvider = token is null ? null : () => Task.FromResult<string?>(token);
            })
            .Build();
}

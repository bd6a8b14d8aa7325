using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Demo;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_ShowsItsCluster_WithoutSignIn_AndPlaysFaults()
    {
        await using var factory = DashboardFactory
            .Demo()
            .With("HaDashboard:Nodes:0:Name", "a real node")
            .With("HaDashboard:Polling:Interval", "00:00:00.250");
        using var client = factory.Client();
        await Eventually.Async(async () => await LevelAsync(client) is "Healthy");
        var demo = factory.Services.GetRequiredService<DemoState>().Control!;

        await demo.PlayAsync("haproxy-stop.k8sworker1");
        await Eventually.Async(async () => await LevelAsync(client) is "Degraded");
        Assert.Equal(["haproxy-stop.k8sworker1"], demo.Active);

        await demo.ClearAllAsync();
        await Eventually.Async(async () => await LevelAsync(client) is "Healthy");
        Assert.True(demo.StoryPaused);
    }

    private static async Task<string?> LevelAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/cluster"))
            .GetProperty("verdict")
            .GetProperty("level")
            .GetString();
}

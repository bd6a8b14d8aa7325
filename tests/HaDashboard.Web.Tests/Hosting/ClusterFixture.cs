using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Simulation;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace HaDashboard.Web.Tests.Hosting;

/// <summary>The program watching a simulated cluster as if it were a real one: configured nodes, tokens of every role, no demo.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private DashboardFactory? _factory;

    public SimulatedCluster Cluster { get; private set; } = null!;

    public DashboardFactory Dashboard => _factory!;

    public HttpClient Client(string? token) => Dashboard.Client(token);

    public async ValueTask InitializeAsync()
    {
        Cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions { Workers = 1 }, TimeProvider.System, CancellationToken.None);
        _factory = new DashboardFactory().WithTokens().With("HaDashboard:ClusterName", "test").With("HaDashboard:Polling:Interval", "00:00:00.250");
        foreach (var (node, i) in Cluster.Nodes.Select((node, i) => (node, i)))
        {
            _factory.With($"HaDashboard:Nodes:{i}:Name", node.Name)
                .With($"HaDashboard:Nodes:{i}:Role", node.IsMaster ? "Master" : "Worker")
                .With($"HaDashboard:Nodes:{i}:Address", node.Address)
                .With($"HaDashboard:Nodes:{i}:Transport", "UnixSocket")
                .With($"HaDashboard:Nodes:{i}:HaProxy:Socket", node.SocketPath)
                .With($"HaDashboard:Nodes:{i}:HaProxy:CheckCommand", node.CheckCommand)
                .With($"HaDashboard:Nodes:{i}:HaProxy:ReloadCommand", node.ReloadCommand);
        }

        using var client = Client(Tokens.Viewer);
        await Eventually.Async(async () => (await client.GetFromJsonAsync<JsonElement>("/api/v1/cluster"))
            .GetProperty("nodes").EnumerateArray().All(node => node.GetProperty("haproxy").GetProperty("state").GetString() is "Up"));
    }

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}

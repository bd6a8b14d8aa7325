using System.Net.Http.Json;
using System.Text.Json;
using HaDashboard.Simulation.Cluster;
using HaDashboard.Web.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace HaDashboard.Web.Tests.Hosting;

/// <summary>The program watching a simulated cluster as if it were a real one: configured nodes, tokens of every role, no demo.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>
    /// The collection of those who change the one cluster, or look closely at it: a reload makes the servers of another's test
    /// unchecked.
    /// </summary>
    public const string OneAfterTheOther = "the one cluster";

    private DashboardFactory? _factory;

    public SimulatedCluster Cluster { get; private set; } = null!;

    public DashboardFactory Dashboard => _factory!;

    public HttpClient Client(string? token) => Dashboard.Client(token);

    /// <inheritdoc cref="SimulatedNodes.Settings"/>
    public IEnumerable<KeyValuePair<string, string>> NodeSettings() => SimulatedNodes.Settings(Cluster);

    public async ValueTask InitializeAsync()
    {
        Cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Workers = 1 },
            TimeProvider.System,
            CancellationToken.None
        );
        _factory = new DashboardFactory()
            .WithTokens()
            .With("HaDashboard:ClusterName", "test")
            .With("HaDashboard:Polling:Interval", "00:00:00.250");
        foreach (var (key, value) in NodeSettings())
        {
            _factory.With(key, value);
        }

        using var client = Client(Tokens.Viewer);
        await Eventually.Async(async () =>
            (await client.GetFromJsonAsync<JsonElement>("/api/v1/cluster"))
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(node => node.GetProperty("haproxy"))
                .All(haproxy =>
                    haproxy.GetProperty("state").GetString() is "Up"
                    && haproxy
                        .GetProperty("servers")
                        .EnumerateArray()
                        .All(server =>
                            server.GetProperty("checkStatus").GetString()?.Contains("L4OK", StringComparison.Ordinal)
                                is true
                        )
                )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}

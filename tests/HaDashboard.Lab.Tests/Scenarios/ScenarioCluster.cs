using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Api.Documents;
using HaDashboard.Clusters;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>
/// Three masters and a worker as in a typical kubeadm cluster, monitored by the complete program. Real are: three etcd members, three
/// kube-apiservers, an sshd and an HAProxy on each of the four nodes, and everything between them and the REST API (SSH, sockets, probes,
/// the watch through an HAProxy). Simulated are: kubelets, controller managers, schedulers and the nodes' networks. All nodes share one
/// loopback, so a table maps the ports of each node's 127.0.0.1 at the end of the SSH connection.
/// </summary>
internal sealed class ScenarioCluster : IAsyncDisposable
{
    private const string Token = "scenario";

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly string _folder = TestProcess.NewFolder("scene");
    private readonly TestAuthority _authority = new();

    private ScenarioCluster() { }

    public EtcdProcesses Etcd { get; private set; } = null!;

    public KubeApiServers Api { get; private set; } = null!;

    /// <summary>The nodes in this order: master1, master2, master3, worker1.</summary>
    public List<ScenarioNode> Nodes { get; } = [];

    private HttpClient Client { get; set; } = null!;

    public static async Task<ScenarioCluster> StartAsync()
    {
        var cluster = new ScenarioCluster();
        try
        {
            await cluster.StartPartsAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<ClusterDocument> ReadAsync(CancellationToken ct) =>
        await Client.GetFromJsonAsync<ClusterDocument>(
            "/api/v1/cluster",
            System.Text.Json.JsonSerializerOptions.Web,
            ct
        ) ?? throw new InvalidOperationException("no document");

    public async ValueTask DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            await _parts[i].DisposeAsync();
        }

        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartPartsAsync()
    {
        _parts.Add(Etcd = EtcdProcesses.Start());
        _parts.Add(Api = await KubeApiServers.StartAsync(Etcd, _authority, _folder));
        var standIns = await HealthStandIns.StartAsync(_authority);
        _parts.Add(standIns);
        for (var i = 0; i < 4; i++)
        {
            var isMaster = i < KubeApiServers.Size;
            var ports = new Dictionary<int, int>();
            if (isMaster)
            {
                (ports[6443], ports[2379], ports[2381]) = (Api.Ports[i], Etcd.ClientPorts[i], Etcd.MetricsPorts[i]);
                (ports[10257], ports[10259]) = (standIns.Ports[i], standIns.Ports[KubeApiServers.Size + i]);
            }

            var node = await ScenarioNode.StartAsync(
                isMaster ? $"master{i + 1}" : "worker1",
                isMaster,
                $"127.0.0.{11 + i}",
                Api.Ports,
                ports
            );
            _parts.Add(node);
            Nodes.Add(node);
        }

        _parts.Add(await ClusterObjects.WriteAsync(Api, Nodes));
        var dashboard = new Dashboard(this);
        _parts.Add(dashboard);
        Client = dashboard.CreateClient();
        Client.Timeout = TimeSpan.FromSeconds(60);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    private sealed class Dashboard(ScenarioCluster cluster) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            Dictionary<string, string> settings = new(cluster.Nodes.SelectMany((node, i) => node.Settings(i)))
            {
                ["HaDashboard:ClusterName"] = "scenarios",
                ["HaDashboard:Polling:StaleAfter"] = "00:00:15", // A busy machine must not look like a fault.
                ["HaDashboard:Kubernetes:KubeConfig"] = cluster.Api.KubeConfig(cluster.Nodes[^1].HaProxy.FrontPort),
                ["HaDashboard:Audit:File"] = Path.Combine(cluster._folder, "audit.jsonl"),
                ["HaDashboard:History:ConnectionString"] = $"Data Source={Path.Combine(cluster._folder, "history.db")}",
                ["HaDashboard:Access:ApiTokens:0:Name"] = "test",
                ["HaDashboard:Access:ApiTokens:0:Role"] = "Viewer",
                ["HaDashboard:Access:ApiTokens:0:Sha256"] = Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes(Token))
                ),
                ["Logging:LogLevel:Default"] = "None",
            };
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureServices(services =>
                services.ConfigureClusters(parts =>
                    parts.AddSingleton(provider => new NodeConnections(
                        [.. cluster.Nodes.Select(node => node.Options)],
                        TimeProvider.System,
                        provider.GetRequiredService<ILogger<SshNodeConnection>>()
                    ))
                )
            );
        }
    }
}

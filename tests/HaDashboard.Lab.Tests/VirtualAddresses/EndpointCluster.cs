using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Tls;
using HaDashboard.Clusters;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Views;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Lab.Tests.VirtualAddresses;

/// <summary>
/// Three masters behind a virtual address, monitored by the complete program. Real are: keepalived, HAProxy and sshd of each master, the
/// network between them, and everything between them and the view. The apiservers, the other components and etcd are stand-ins, and there
/// is no Kubernetes API.
/// </summary>
internal sealed class EndpointCluster : IAsyncDisposable
{
    /// <summary>The time limit of each step, also on a busy machine. It is not an assertion about speed.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<MasterHost> _masters = [];
    private readonly List<string> _trace = [];
    private readonly string _folder = TestProcess.NewFolder("vip");
    private readonly TestAuthority _authority = new();

    private EndpointCluster() { }

    public NamespaceNetwork Network => Address.Network;

    /// <summary>keepalived of master1, master2 and master3. The first has the highest priority.</summary>
    public ImmutableArray<KeepalivedProcess> Keepalived => Address.Keepalived;

    /// <summary>master1, master2 and master3.</summary>
    public ImmutableArray<MasterHost> Masters => [.. _masters];

    private VirtualAddress Address { get; set; } = null!;

    private IClusterFeed Feed { get; set; } = null!;

    public static async Task<EndpointCluster> StartAsync()
    {
        var missing = SshdProcess.Missing ?? HaProxyProcess.Missing ?? KeepalivedProcess.Missing;
        Assert.SkipWhen(missing is not null, missing ?? "");
        var cluster = new EndpointCluster();
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

    /// <summary>Returns the first view with the condition.</summary>
    public async Task<ClusterView> UntilAsync(string what, Func<ClusterView, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StepLimit);
        try
        {
            await foreach (var view in Feed.WatchAsync(limit.Token))
            {
                Trace(view);
                if (condition(view))
                {
                    return view;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // The trace shows what the views were instead.
        }

        throw new TimeoutException($"{what}: no such view.\n{string.Join('\n', _trace)}");
    }

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
        _parts.Add(Address = await VirtualAddress.StartAsync());
        for (var number = 1; number <= Network.Hosts.Length; number++)
        {
            var master = await MasterHost.StartAsync(Network, number, _authority);
            _parts.Add(master);
            _masters.Add(master);
        }

        var dashboard = new Dashboard(this);
        _parts.Add(dashboard);
        Feed = dashboard.Services.GetRequiredService<ClusterRegistry>().Default.Get<IClusterFeed>();
    }

    private void Trace(ClusterView view)
    {
        var causes = view
            .Verdict.Causes.Where(finding => finding.Severity is not Severity.Info)
            .Select(finding => $"{finding.Rule} {finding.Node}: {finding.Message.In(CultureInfo.InvariantCulture)}");
        var line =
            $"{view.Verdict.Level}, held by [{string.Join(", ", view.Diagnosis.Endpoints.Holders)}]; {string.Join("; ", causes)}";
        if (_trace.Count == 0 || !_trace[^1].EndsWith(line, StringComparison.Ordinal))
        {
            _trace.Add($"{DateTime.UtcNow:HH:mm:ss.f} {line}");
        }
    }

    private sealed class Dashboard(EndpointCluster cluster) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            Dictionary<string, string> settings = new(cluster._masters.SelectMany((master, i) => master.Settings(i)))
            {
                ["HaDashboard:ClusterName"] = "virtual-address",
                ["HaDashboard:Polling:StaleAfter"] = "00:00:15", // A busy machine must not look like a fault.
                ["HaDashboard:ControlPlane:Endpoint"] = $"https://{cluster.Network.FreeAddress}:{MasterHost.Port}",
                ["HaDashboard:Audit:File"] = Path.Combine(cluster._folder, "audit.jsonl"),
                ["HaDashboard:History:ConnectionString"] = $"Data Source={Path.Combine(cluster._folder, "history.db")}",
                ["Logging:LogLevel:Default"] = "None",
            };
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            // Without a kubeconfig there is no CA, and every certificate would be accepted.
            builder.ConfigureServices(services =>
                services.ConfigureClusters(parts =>
                    parts.AddSingleton<IClusterTrustSource>(new KnownAuthority(cluster._authority.Pem))
                )
            );
        }
    }

    private sealed class KnownAuthority(string pem) : IClusterTrustSource
    {
        public ClusterTrust Current { get; } = new([X509Certificate2.CreateFromPem(pem)], Credential.Anonymous, null);
    }
}

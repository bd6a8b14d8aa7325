using System.Collections.Immutable;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Simulation.Cluster;

namespace HaDashboard.Demo;

/// <summary>The simulated cluster instead of a real one: the same settings and adapters, with other addresses.</summary>
internal sealed class DemoCluster : IDemoControl, IAsyncDisposable
{
    // The other keys of a real configuration (nodes, keys, users) do not apply to the demo and may be invalid on this machine.
    private static readonly string[] Kept =
    [
        "ClusterName",
        "Polling",
        "History",
        "Audit",
        "Access:ReadOnly",
        "ControlPlane:Enabled",
    ];
    private readonly SimulatedCluster _cluster;
    private readonly string _directory;

    private DemoCluster(SimulatedCluster cluster, string directory)
    {
        _cluster = cluster;
        _directory = directory;
        Faults =
        [
            .. cluster.Faults.Select(fault => new DemoFault(fault.Id, fault.Kind, fault.Title, fault.Description)),
        ];
    }

    public event Action? Changed
    {
        add => _cluster.Changed += value;
        remove => _cluster.Changed -= value;
    }

    public IReadOnlyList<DemoFault> Faults { get; }

    public IReadOnlyList<string> Active => _cluster.Active;

    public bool StoryPaused => _cluster.Story.IsPaused || !_cluster.Story.IsRunning;

    /// <param name="configuration"><c>Demo:Story=false</c> plays no fault until one is started, for tests. <c>Demo:Workers</c>,
    /// <c>Demo:ExtraBackends</c> and <c>Demo:ServersPerBackend</c> set the size of the cluster.</param>
    public static async Task<DemoCluster> StartAsync(IConfiguration configuration)
    {
        var usual = new SimulatedClusterOptions();
        var options = usual with
        {
            ControlPlane = true,
            HasBuildFaults = true,
            PlayStory = configuration.GetValue("Demo:Story", true),
            Workers = configuration.GetValue("Demo:Workers", usual.Workers),
            ExtraBackends = configuration.GetValue("Demo:ExtraBackends", usual.ExtraBackends),
            ServersPerExtraBackend = configuration.GetValue("Demo:ServersPerBackend", usual.ServersPerExtraBackend),
        };
        return new DemoCluster(
            await StartAsync(options),
            Directory.CreateTempSubdirectory("hadashboard-demo-").FullName
        );
    }

    // The simulated Kubernetes API is an ASP.NET Core host too. WebApplicationFactory uses the first host that is built in its execution
    // context: without SuppressFlow tests would send their requests to the simulator.
    private static Task<SimulatedCluster> StartAsync(SimulatedClusterOptions options)
    {
        using var _ = ExecutionContext.SuppressFlow();
        return Task.Run(() => SimulatedCluster.StartAsync(options, TimeProvider.System, CancellationToken.None));
    }

    public DashboardSettings Settings(IConfiguration configuration, SettingsProblems problems)
    {
        var settings = DashboardSettings.Read(KeptOf(configuration), problems);
        return settings with
        {
            ClusterName = configuration[$"{DashboardSettings.SectionName}:ClusterName"] ?? "demo",
            Nodes = [.. _cluster.Nodes.Select(Node)],
            ControlPlane = settings.ControlPlane with
            {
                LogCommands = ControlPlaneComponents.All.ToImmutableDictionary(
                    component => component.Log(),
                    component => _cluster.LogCommand(component.Id())
                ),
            },
            Kubernetes = settings.Kubernetes with
            {
                Server = _cluster.KubernetesUri,
                ServerAuthority = _cluster.Authority,
                ThroughNodes = false,
            },
            // Actions of the demo are not real, so they must not be in the audit log of the real cluster.
            Audit = configuration[$"{DashboardSettings.SectionName}:Audit:File"] is null
                ? new AuditSettings(Path.Combine(_directory, "audit.jsonl"))
                : settings.Audit,
        };
    }

    public Task PlayAsync(string id) => _cluster.PlayAsync(id);

    public Task ClearAsync(string id) => _cluster.ClearAsync(id);

    public Task ClearAllAsync() => _cluster.ClearAllAsync();

    public Task PauseStoryAsync() => _cluster.Story.PauseAsync();

    public void ResumeStory() => _cluster.Story.Resume();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private NodeSettings Node(SimulatedNode node) =>
        new(
            NodeName.Parse(node.Name),
            node.IsMaster ? NodeRole.Master : NodeRole.Worker,
            Transport.UnixSocket,
            node.Address,
            SshSettings.Default,
            new HaProxySettings(
                node.SocketPath,
                null,
                node.ConfigFile,
                node.ReadConfigCommand,
                node.CheckCommand,
                node.ReloadCommand
            )
            {
                JournalCommand = node.JournalCommand,
            }
        )
        {
            Doctor = new DoctorSettings(node.UnitCommand, node.KubeconfigCommand, node.IsMaster ? null : "date +%s.%N"),
            Ports = target => target.IsOn(node.Address) ? _cluster.Port(node.Name, target.Port) : null,
        };

    private static IConfiguration KeptOf(IConfiguration configuration) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                configuration
                    .AsEnumerable()
                    .Where(pair => Kept.Any(kept => IsWithin(pair.Key, $"{DashboardSettings.SectionName}:{kept}")))
            )
            .Build();

    private static bool IsWithin(string key, string section) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase)
        && (key.Length == section.Length || key[section.Length] == ':');
}

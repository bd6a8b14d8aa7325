using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Simulation.HaProxy;
using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// A simulated kubeadm cluster in one process: the HAProxy of every node on a real socket, the Kubernetes API on a real port, and their
/// faults. The demo and the tests use it.
/// </summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    private readonly string _root;
    private readonly SimulatedWorld _world;
    private readonly List<SimulatedClusterNode> _nodes = [];
    private readonly SemaphoreSlim _playing = new(1, 1);
    private readonly Dictionary<string, Func<Task>> _undo = [];
    private readonly CancellationTokenSource _stopped = new();
    private SimulatedKubelets? _kubelets;
    private SimulatedControlPlane? _controlPlane;
    private ControlPlaneState? _state;
    private ReloadMailbox? _mailbox;
    private Task _ticking = Task.CompletedTask;
    private volatile IReadOnlyList<string> _active = [];

    private SimulatedCluster(SimulatedClusterOptions options, TimeProvider time)
    {
        Options = options;
        _world = new SimulatedWorld(time);
        _root = ShortTempDirectory();
        Story = new Story(this, time);
    }

    public SimulatedClusterOptions Options { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; private set; } = [];

    public SimulatedKubernetesApi Kubernetes { get; private set; } = null!;

    public Uri KubernetesUri => Kubernetes.Uri;

    /// <summary>The CA that signed the apiservers' certificates; null if the control plane is not simulated.</summary>
    public X509Certificate2? Authority => _controlPlane?.Authority;

    /// <summary>A quoted command line for /bin/sh that prints the log of a component; it is the same on every master.</summary>
    public string LogCommand(string component) => NodeScripts.WriteLog(_root, component);

    public SimulatedNetwork Network => _world.Network;

    /// <summary>All faults that can be applied.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>The identifiers of the active faults, oldest first.</summary>
    public IReadOnlyList<string> Active => _active;

    public Story Story { get; }

    /// <summary>Raised after a fault was applied or removed.</summary>
    public event Action? Changed;

    public static async Task<SimulatedCluster> StartAsync(
        SimulatedClusterOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var cluster = new SimulatedCluster(options, time);
        try
        {
            await cluster.BuildAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The HAProxy of a node, to set a protocol fault or to reload it.</summary>
    public SimulatedHaProxy HaProxy(string node) => _nodes.First(n => n.Name == node).Proxy;

    /// <summary>
    /// The real port on this host for a loopback port of a node; null if no process listens. Port 22 sends a greeting while the node is
    /// reachable.
    /// </summary>
    public int? Port(string node, int port) => _controlPlane?.Port(node, port);

    /// <summary>Applies a fault on request of a user and pauses the story. If the fault is already active, nothing changes.</summary>
    public async Task PlayAsync(string faultId)
    {
        await Story.PauseAsync();
        await ApplyAsync(faultId);
    }

    /// <summary>Removes one fault, if it is active.</summary>
    public Task ClearAsync(string faultId) =>
        ChangeAsync(async () =>
        {
            if (_undo.Remove(faultId, out var undo))
            {
                await undo();
            }
        });

    /// <summary>Removes all faults, including the current one of the story.</summary>
    public async Task ClearAllAsync()
    {
        foreach (var fault in Active)
        {
            await ClearAsync(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Story.DisposeAsync();
        await _stopped.CancelAsync();
        await _ticking;
        if (_mailbox is not null)
        {
            await _mailbox.DisposeAsync();
        }

        if (_controlPlane is not null)
        {
            await _controlPlane.DisposeAsync();
        }

        if (Kubernetes is not null)
        {
            await Kubernetes.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.Proxy.DisposeAsync();
        }

        _stopped.Dispose();
        _playing.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    internal Task ApplyAsync(string faultId)
    {
        var fault = Faults.FirstOrDefault(f => f.Id == faultId)
            ?? throw new ArgumentException($"There is no fault '{faultId}'.", nameof(faultId));
        return ChangeAsync(async () =>
        {
            if (!_undo.ContainsKey(faultId))
            {
                _undo.Add(faultId, await fault.Apply());
            }
        });
    }

    // The kernel allows 107 bytes for the path of a socket, and TMPDIR can be long.
    private static string ShortTempDirectory()
    {
        var parent = Path.GetTempPath();
        parent = parent.Length > 50 && Directory.Exists("/tmp") ? "/tmp" : parent;
        var directory = Path.Combine(parent, "had-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(directory);
        return directory;
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        Nodes = [.. Layout()];
        var masters = Nodes.Where(n => n.IsMaster).Select(n => (n.ServerName!, n.Address)).ToList();
        var mailbox = Path.Combine(_root, "reloads");
        foreach (var facts in Nodes)
        {
            _nodes.Add(Build(facts, masters, mailbox));
        }

        _mailbox = new ReloadMailbox(mailbox, node => HaProxy(node).Reload());
        Kubernetes = await SimulatedKubernetesApi.StartAsync(Options.Kubernetes, _world.Time, cancellationToken);
        var created = _world.Now - Options.Age;
        var etcd = new SimulatedEtcd(_world, [.. _nodes.Where(n => n.IsMaster)], created);
        _state = new ControlPlaneState(_world, _nodes, etcd);
        _controlPlane = Options.ControlPlane
            ? await SimulatedControlPlane.StartAsync(
                _state,
                etcd,
                _nodes,
                Options.Kubernetes.Version,
                created,
                node => _world.Now + Options.ClockSkews.GetValueOrDefault(node),
                cancellationToken
            )
            : null;
        _kubelets = new SimulatedKubelets(_world, Options, _nodes, Kubernetes, _state);
        Kubernetes.Objects.Set(KubeadmObjects.ClusterConfiguration("127.0.0.1:5443", Options.Kubernetes.Version));
        Kubernetes.Objects.Set(
            KubeadmObjects.KubeProxy(
                Options.HasBuildFaults ? $"https://{_nodes[0].Address}:6443" : "https://127.0.0.1:5443"
            )
        );
        Kubernetes.BeforeRead = _kubelets.CatchUp;
        Kubernetes.Outage = NoApiServer;
        Kubernetes.KubeletError = KubeletError;
        Faults = new FaultCatalogue(_world, _nodes).All();
        _kubelets.CatchUp();
        _ticking = TickAsync(_kubelets, _stopped.Token);
        if (Options.PlayStory)
        {
            Story.Begin();
        }
    }

    private IEnumerable<SimulatedNode> Layout()
    {
        for (var i = 1; i <= Options.Masters; i++)
        {
            yield return Facts($"k8smaster{i}", $"10.0.42.{i}", $"master{i}");
        }

        for (var i = 1; i <= Options.Workers; i++)
        {
            yield return Facts($"k8sworker{i}", $"10.0.42.{10 + i}", null);
        }
    }

    private SimulatedNode Facts(string name, string address, string? server)
    {
        var directory = Path.Combine(_root, name);
        var configFile = Path.Combine(directory, "haproxy.cfg");
        return new SimulatedNode
        {
            Name = name,
            Address = address,
            IsMaster = server is not null,
            ServerName = server,
            SocketPath = Path.Combine(directory, "admin.sock"),
            ConfigFile = configFile,
            CheckCommand = ShellQuote.Word(Path.Combine(directory, "check")),
            ReloadCommand = ShellQuote.Word(Path.Combine(directory, "reload")),
            JournalCommand = ShellQuote.Word(Path.Combine(directory, "journal")),
            ReadConfigCommand = $"cat {ShellQuote.Word(configFile)}",
            UnitCommand = $"cat {ShellQuote.Word(Path.Combine(directory, "unit"))}",
            KubeconfigCommand = $"cat {ShellQuote.Word(Path.Combine(directory, "servers"))}",
        };
    }

    private SimulatedClusterNode Build(SimulatedNode facts, List<(string, string)> masters, string mailbox)
    {
        var directory = Path.GetDirectoryName(facts.ConfigFile)!;
        Directory.CreateDirectory(directory);
        var configuration = new SimulatedConfigurationFile(facts.ConfigFile, facts.SocketPath, masters, Options);
        configuration.Write();
        NodeScripts.Write(directory, facts.Name, facts.ConfigFile, mailbox);
        NodeSetup.Write(directory, facts, validates: !Options.HasBuildFaults || facts.Name != "k8sworker2");
        var proxy = new SimulatedHaProxy(
            new SimulatedHaProxyOptions
            {
                Node = facts.Name,
                SocketPath = facts.SocketPath,
                ConfigFile = facts.ConfigFile,
                Release = Options.Release,
                SessionsPerSecond = Options.SessionsPerSecond,
                FirstPid = 700 + int.Parse(facts.Address.Split('.')[^1], CultureInfo.InvariantCulture) * 13,
            },
            _world.Network,
            _world.Time
        )
        {
            Unreachable = () => _world.UnreachableSockets.Contains(facts.Name),
        };
        proxy.Start();
        return new SimulatedClusterNode(facts, proxy, configuration);
    }

    // The API's address represents any apiserver that responds, as for a client with failover.
    private bool NoApiServer() =>
        _world.ApiOutages.Contains("api")
        || _nodes
            .Where(n => n.IsMaster)
            .All(master =>
                _world.HungApiServers.Contains(master.Address)
                || _world.LostNodes.Contains(master.Name)
                || !_state!.HasEtcd(master)
                || _world.Network.Probe(master.Name, master.Address) != Reachability.Accepting
            );

    private string? KubeletError(string node, string address) =>
        _world.LostNodes.Contains(node) ? $"dial tcp {address}:10250: i/o timeout"
        : _world.StoppedKubelets.Contains(node) ? $"dial tcp {address}:10250: connect: connection refused"
        : null;

    private async Task ChangeAsync(Func<Task> change)
    {
        await _playing.WaitAsync();
        try
        {
            await change();
            _active = [.. _undo.Keys];
            _kubelets!.CatchUp();
            if (NoApiServer())
            {
                Kubernetes.BreakWatches(WatchBreak.Reset);
            }
        }
        finally
        {
            _playing.Release();
        }

        Changed?.Invoke();
    }

    // Without this tick, watches would not receive changes that depend on time. Lists compute them when they are read.
    private async Task TickAsync(SimulatedKubelets kubelets, CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _world.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped))
            {
                kubelets.CatchUp();
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster is being disposed.
        }
    }
}

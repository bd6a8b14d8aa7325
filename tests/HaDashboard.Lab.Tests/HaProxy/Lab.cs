using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>
/// Runs commands through the gate on a real HAProxy with a real sshd. The state for the gate's guards is read before each command.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly bool _isShared;

    private Lab(LabNode node, string name, Lab? shared)
    {
        _isShared = shared is not null;
        Node = node;
        Connection = node.Connect(name: name);
        Options = new HaProxyNodeOptions(
            Name,
            node.HaProxy.AdminSocket,
            node.HaProxy.CheckCommand,
            node.HaProxy.ReloadCommand
        );
        Runtimes = shared?.Runtimes ?? new Runtimes();
        Runtimes.Add(
            Name,
            new HaProxyRuntime(
                [Options],
                TimeSpan.FromSeconds(30),
                _ => ActionConnection.Shared(Connection),
                TimeProvider.System
            )
        );
        Feed = shared?.Feed ?? new StillFeed();
        Gate = shared?.Gate ?? MakeGate();
    }

    public static Caller Admin { get; } = new("admin", UserRole.Admin, "192.0.2.7");

    public NodeName Name => Connection.Node;

    public LabNode Node { get; }

    public SshNodeConnection Connection { get; }

    public HaProxyNodeOptions Options { get; }

    public Runtimes Runtimes { get; }

    public StillFeed Feed { get; }

    public CommandGate Gate { get; }

    public RecordingSink Sink { get; } = new();

    public static async Task<Lab> StartAsync(
        Func<string, string>? edit = null,
        string name = "node",
        Lab? shared = null
    )
    {
        var lab = new Lab(await LabNode.StartAsync(), name, shared);
        if (edit is not null)
        {
            await lab.Node.HaProxy.StopAsync();
            await lab.Node.HaProxy.WriteConfigAsync(edit(lab.Node.HaProxy.Configuration()));
            await lab.Node.HaProxy.StartAgainAsync();
        }

        await lab.PolledAsync(r => r.Find("api-backend")!.Servers.All(s => s.IsProvenUp && s.Status.Progress is null));
        await lab.RefreshAsync();
        return lab;
    }

    public async Task<HaProxyReading> ReadAsync()
    {
        while (true)
        {
            try
            {
                await using var session = await Runtimes.OpenAsync(Name, TestContext.Current.CancellationToken);
                return await session.ReadAsync(TestContext.Current.CancellationToken);
            }
            catch (SourceFailureException e)
                when (e.Message.StartsWith("A reload replaced the worker", StringComparison.Ordinal))
            {
                // As its message says: the next attempt reaches the new worker.
            }
        }
    }

    public async Task RefreshAsync()
    {
        if (!Feed.Freeze)
        {
            Feed.Apply(SourceCatalogue.HaProxy.Observed(Name, await ReadAsync(), DateTimeOffset.UtcNow));
        }
    }

    public async Task PolledAsync(Func<HaProxyReading, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition(await ReadAsync()))
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    public async Task<CommandOutcome> RunAsync(Func<string, NodeName, Command> make)
    {
        await RefreshAsync();
        var (refusal, outcome) = await Gate.ExecuteAsync(
            make(Guid.NewGuid().ToString("N"), Name),
            Admin,
            "test",
            TestContext.Current.CancellationToken
        );
        Assert.Null(refusal);
        return outcome!;
    }

    public async Task DoneAsync(Func<string, NodeName, Command> make, string executed, string after)
    {
        var outcome = await RunAsync(make);
        Assert.True(outcome.Succeeded, outcome.Summary);
        Assert.Equal(executed, outcome.Executed);
        Assert.Contains(after, outcome.After, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isShared)
        {
            Gate.Dispose();
        }

        await Connection.DisposeAsync();
        await Node.DisposeAsync();
    }

    internal static bool IsRelay(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("socat", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private CommandGate MakeGate()
    {
        var journal = new ActionJournal(Sink, TimeProvider.System);
        return new CommandGate(
            Feed,
            [
                new RuntimeActionHandler(Runtimes, journal, new NoPolls(), TimeProvider.System),
                new ReadConsoleHandler(Runtimes),
            ],
            [
                new KnownNodeGuard(),
                new RuntimeTargetGuard(),
                new LastServerGuard(),
                new ActionInProgressGuard(journal),
            ],
            new NoAudit(),
            TimeProvider.System,
            NullLogger<CommandGate>.Instance,
            new EverybodyStays()
        );
    }

    private sealed class NoAudit : IAuditLog
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([]);
    }

    private sealed class NoPolls : IPollSignal
    {
        public void PollNow(NodeName node) { }
    }
}

/// <summary>Several nodes, each with its own runtime.</summary>
internal sealed class Runtimes : IHaProxyRuntime
{
    private readonly Dictionary<NodeName, IHaProxyRuntime> _nodes = [];

    public void Add(NodeName node, IHaProxyRuntime runtime) => _nodes.Add(node, runtime);

    public Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken) =>
        _nodes[node].OpenAsync(node, cancellationToken);
}

/// <summary>A feed that returns the last state that a test has set.</summary>
internal sealed class StillFeed : IClusterFeed
{
    private ClusterSnapshot _snapshot = ClusterSnapshot.For(
        ClusterInventory.Empty with
        {
            Nodes =
            [
                .. new[] { "node", "one", "two" }.Select(name => new InventoryNode(
                    NodeName.Parse(name),
                    NodeRole.Master,
                    null
                )),
            ],
        }
    );

    public bool Freeze { get; set; }

    public ClusterView Current => ClusterView.Of(_snapshot, 1);

    public void Apply(Observation observation) => _snapshot = SnapshotReducer.Apply(_snapshot, observation);

    public async IAsyncEnumerable<ClusterView> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return Current;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}

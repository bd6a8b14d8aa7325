using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>The complete program without its pages, with a real HAProxy in master-worker mode and a real sshd.</summary>
internal sealed class ReloadBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ReloadBench(LabNode node)
    {
        Node = node;
        var haProxy = node.HaProxy;
        var endpoint = node.Sshd.Endpoint(null, name: "node");
        _services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(TimeProvider.System)
            .AddClusterState(
                ClusterInventory.Empty with
                {
                    Nodes = [new InventoryNode(Name, NodeRole.Master, null, HasMasterSocket: true)],
                    StaleAfter = TimeSpan.FromSeconds(20),
                }
            )
            .AddNodes([
                new NodeOptions(Name, NodeTransport.Ssh, endpoint.Host, endpoint.Options, TimeSpan.FromSeconds(30)),
            ])
            .AddHaProxy(
                [
                    new HaProxyNodeOptions(Name, haProxy.AdminSocket, haProxy.CheckCommand, haProxy.ReloadCommand)
                    {
                        MasterSocket = haProxy.MasterSocket,
                        ReadConfigCommand = $"cat {haProxy.ConfigFile}",
                    },
                ],
                new PollingOptions(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30))
            )
            .AddSingleton<IAuditLog, NoAudit>()
            .AddSingleton<ICallerCheck, EverybodyStays>()
            .AddCommandGate(readOnly: false)
            .BuildServiceProvider();
    }

    internal static NodeName Name { get; } = NodeName.Parse("node");

    internal LabNode Node { get; }

    internal IClusterFeed Feed => _services.GetRequiredService<IClusterFeed>();

    internal NodeState State => Feed.Current.Snapshot.Node(Name)!;

    internal ActionJournal Journal => _services.GetRequiredService<ActionJournal>();

    internal static async Task<ReloadBench> StartAsync()
    {
        var bench = new ReloadBench(await LabNode.StartAsync());
        foreach (var service in bench._services.GetServices<IHostedService>())
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }

        await bench.UntilAsync(n =>
            n.HaProxy.FreshValue?.Find("api-backend")?.Servers.All(s => s.IsProvenUp && s.Status.Progress is null)
                == true
            && n.Settings.IsFresh
            && n.MasterProcess.IsFresh
            && n.Configuration.IsFresh
        );
        return bench;
    }

    internal async Task UntilAsync(Func<NodeState, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var view in Feed.WatchAsync(deadline.Token))
        {
            if (condition(view.Snapshot.Node(Name)!))
            {
                return;
            }
        }
    }

    internal async Task<CommandOutcome> RunAsync(Command command)
    {
        var (refusal, outcome) = await _services
            .GetRequiredService<CommandGate>()
            .ExecuteAsync(command, Lab.Admin, "a test", TestContext.Current.CancellationToken);
        Assert.Null(refusal);
        return outcome!;
    }

    internal async Task<NodeReload> ReloadAsync(bool reapply = false)
    {
        var command = new ReloadHaProxy(Guid.NewGuid().ToString("N"), Name) { Reapply = reapply };
        await RunAsync(command);
        return Journal.FindReload(command.Id)!.Nodes[0];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        await Node.DisposeAsync();
    }

    private sealed class NoAudit : IAuditLog
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([]);
    }
}

using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Lab.Tests.Ssh;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.HaProxy;

/// <summary>Tests HAProxy polling with a real HAProxy and a real sshd.</summary>
public sealed class HaProxyPollingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poll_MasterStopsAndStarts_IsObserved()
    {
        await using var lab = await Bench.StartAsync();
        await lab.ObservedAsync(r => r.Find("api-backend")!.Servers.All(s => s.IsProvenUp));
        lab.Node.HaProxy.StopMaster(2);
        var down = (
            await lab.ObservedAsync(r => r.Find("api-backend", "master2")!.Status.State is ServerOperationalState.Down)
        ).Value.Find("api-backend", "master2")!;
        Assert.Equal("L4CON", down.Check!.Code);
        lab.Node.HaProxy.StartMaster(2);
        await lab.ObservedAsync(r => r.Find("api-backend", "master2")!.IsProvenUp);
        Assert.Empty(lab.Sink.All.OfType<SourceFailed>());
        await lab.Node.Sshd.SignedInAsync(1, Ct);
    }

    [Fact]
    public async Task Reload_NewWorkerIsObserved_OldWorkerStops_AndNoPollFails()
    {
        await using var lab = await Bench.StartAsync();
        var pid = (await lab.ObservedAsync(_ => true)).Value.Process.Pid;
        for (var reload = 0; reload < 3; reload++)
        {
            var result = await lab.Commands.RunAsync(lab.Connection.Node, NodeCommand.Reload, Ct);
            Assert.Equal((0, false), (result.ExitCode, result.TimedOut));
            lab.Polling.PollNow(lab.Connection.Node);
            pid = (await lab.ObservedAsync(r => r.Process.Pid != pid)).Value.Process.Pid;
            await lab.Node.Sshd.UntilAsync(() => TestProcess.Descendants(lab.Node.HaProxy.MasterPid).Count == 1, Ct);
        }

        Assert.Empty(lab.Sink.All.OfType<SourceFailed>());
        Assert.All(lab.Sink.All.OfType<SourceObserved<HaProxyReading>>(), o => Assert.False(o.Value.Process.Stopping));
        Assert.All(lab.Sink.All.OfType<SourceObserved<HaProxyReading>>(), o =>
            Assert.Equal("OPEN", o.Value.Find("api-front")!.Frontend!.Status)
        );
    }

    [Fact]
    public async Task HaProxyKilledAndRestarted_IsRefused_ThenObserved()
    {
        await using var lab = await Bench.StartAsync();
        await lab.ObservedAsync(_ => true);
        await lab.Node.HaProxy.StopAsync();
        await lab.Sink.FirstAsync<SourceFailed>(Ct, f => f.Failure.Kind is FailureKind.SocketRefused);
        var from = lab.Sink.All.Count;
        await lab.Node.HaProxy.StartAgainAsync();
        await lab.Sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct, from: from);
    }

    [Fact]
    public async Task RelayKilledRepeatedly_IsReplacedOverSameConnection()
    {
        await using var lab = await Bench.StartAsync();
        for (var kill = 0; kill < 5; kill++)
        {
            var from = lab.Sink.All.Count;
            await lab.Sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct, from: from);
            await Task.Delay(20, Ct); // Between two polls, which are 100 ms apart.
            foreach (var pid in TestProcess.Descendants(lab.Node.Sshd.Pid).Where(IsRelay))
            {
                TestProcess.Signal(pid, TestProcess.Kill);
            }

            await lab.Sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct, from: lab.Sink.All.Count);
        }

        // A kill between two polls has no effect. Only a poll that was running may have failed.
        Assert.All(lab.Sink.All.OfType<SourceFailed>(), f => Assert.Equal(FailureKind.ConnectionLost, f.Failure.Kind));
        await lab.Node.Sshd.SignedInAsync(1, Ct);
    }

    private static bool IsRelay(int pid)
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

    private sealed class Bench : IAsyncDisposable
    {
        private Bench(LabNode node)
        {
            Node = node;
            Connection = node.Connect();
            HaProxyNodeOptions options = new(
                Connection.Node,
                node.HaProxy.AdminSocket,
                node.HaProxy.CheckCommand,
                node.HaProxy.ReloadCommand
            );
            Commands = new NodeCommands([options], _ => ActionConnection.Shared(Connection));
            Polling = new HaProxyPolling(
                [options],
                new PollingOptions(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
                _ => Connection,
                Sink,
                TimeProvider.System,
                NullLogger<SourceLoop>.Instance
            );
        }

        public LabNode Node { get; }

        public HaDashboard.Adapters.Ssh.Links.SshNodeConnection Connection { get; }

        public NodeCommands Commands { get; }

        public HaProxyPolling Polling { get; }

        public RecordingSink Sink { get; } = new();

        public static async Task<Bench> StartAsync()
        {
            var bench = new Bench(await LabNode.StartAsync());
            await bench.Polling.StartAsync(Ct);
            return bench;
        }

        public Task<SourceObserved<HaProxyReading>> ObservedAsync(Func<HaProxyReading, bool> condition) =>
            Sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct, o => condition(o.Value), from: Sink.All.Count);

        public async ValueTask DisposeAsync()
        {
            await Polling.StopAsync(CancellationToken.None);
            Polling.Dispose();
            await Connection.DisposeAsync();
            await Node.DisposeAsync();
        }
    }
}

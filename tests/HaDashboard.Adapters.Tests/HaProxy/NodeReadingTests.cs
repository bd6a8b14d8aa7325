using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tests.Simulation;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>What is read rarely: the processes, the runtime settings of the servers, the configuration file.</summary>
public sealed class NodeReadingTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly FakeHaProxy _node = new("n1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Master_AnswerInChunks_IsReadCompletely(int chunk)
    {
        var reply = Captured.Text("2.6", "master-show-proc-with-old-worker-plain.txt");
        _node.Script = (_, command) => command == "show proc" ? Answer.Raw(reply) : Answer.Closed;
        _node.Chunk = chunk;
        var observed = await Master().ReadAsync(Ct);
        Assert.Equal(("n1", 28), (_node.Node.Value, observed.Serving!.Pid));
        Assert.True(Assert.Single(_node.Sessions).IsDisposed);
    }

    [Theory]
    [InlineData("2.4", null)]
    [InlineData("2.6", null)]
    [InlineData("2.8", 2)]
    [InlineData("3.0", 2)]
    [InlineData("3.2", 2)]
    public async Task Master_StartupLog_IsReadOncePerLoad_WhereTheVersionHasIt(string version, int? alertsWithPlace)
    {
        var processes = Captured.Text(version, "master-show-proc-after-bad.txt");
        _node.Script = (_, command) =>
            command is "show proc"
                ? Answer.Raw(processes)
                : Answer.Raw(Captured.Text(version, "master-show-startup-logs-after-bad.txt")) with
                {
                    Closes = true,
                };
        var reading = Master();
        for (var i = 0; i < 2; i++)
        {
            var observed = await reading.ReadAsync(Ct);
            Assert.Equal(
                alertsWithPlace,
                observed.StartupLog?.Count(message => message is { Severity: CheckSeverity.Alert, Line: > 0 })
            );
        }

        Assert.Equal(alertsWithPlace is null ? 2 : 3, _node.Sessions.Count);
        processes = processes.Replace(" 5 ", " 6 ", StringComparison.Ordinal);
        await reading.ReadAsync(Ct);
        Assert.Equal(alertsWithPlace is null ? 3 : 5, _node.Sessions.Count);
    }

    [Fact]
    public async Task Master_StartupLogNotReadable_CostsOnlyTheLog()
    {
        var processes = Captured.Text("3.2", "master-show-proc-after-bad.txt");
        _node.Script = (_, command) => command is "show proc" ? Answer.Raw(processes) : throw new IOException("cut");
        var observed = await Master().ReadAsync(Ct);
        Assert.Null(observed.StartupLog);
        Assert.True(observed.LastReloadFailed);
    }

    [Fact]
    public async Task Master_AnswerTruncatedAtALine_IsAFailure()
    {
        var reply = Captured.Text("2.6", "master-show-proc-with-old-worker-plain.txt");
        _node.Script = (_, _) =>
            Answer.Raw(reply[..(reply.IndexOf("# old", StringComparison.Ordinal))]) with
            {
                Closes = true,
            };
        Assert.Equal(
            FailureKind.Malformed,
            (await Assert.ThrowsAsync<SourceFailureException>(() => Master().ReadAsync(Ct))).Kind
        );
    }

    [Fact]
    public async Task Master_EndlessAnswer_IsAFailure()
    {
        _node.Script = (_, _) => Answer.Raw(new string('x', 128 * 1024));
        Assert.Equal(
            FailureKind.Malformed,
            (await Assert.ThrowsAsync<SourceFailureException>(() => Master().ReadAsync(Ct))).Kind
        );
    }

    [Fact]
    public async Task Settings_OfTheSimulatedWorker_DistinguishRuntimeChangesFromTheFile()
    {
        await using var bench = new ProxyBench();
        await using var here = new LocalNodeConnection(NodeName.Parse("lb1"), Timeout, TimeProvider.System);
        var reading = new SettingsReading(here, bench.Proxy.Options.SocketPath, Timeout, TimeProvider.System);
        var before = await reading.ReadAsync(Ct);
        Assert.Equal(bench.Proxy.Pid, before.Worker.Pid);
        Assert.NotEmpty(before.Servers);
        Assert.All(before.Servers, server => Assert.NotNull(server.Address));

        bench.Proxy.Reload();
        var after = await reading.ReadAsync(Ct);
        Assert.Equal(bench.Proxy.Pid, after.Worker.Pid);
    }

    [Fact]
    public void Settings_OfEveryCapturedVersion_AreRead()
    {
        foreach (var version in Captured.Versions)
        {
            var servers = ServersStateParser.All(Captured.Reply(version, "show-servers-state.txt"));
            Assert.Equal("10.0.42.1:6443", servers.First(s => s.Path == "api-backend/master1").Address);
            Assert.Equal(
                ServerAdminState.ForcedMaintenance | ServerAdminState.ConfiguredMaintenance,
                servers.First(s => s.Path == "www-app/off").Administration.Admin
            );
            Assert.Equal(
                (50, 50),
                (
                    servers.First(s => s.Path == "www-app/app2").Administration.UserWeight,
                    servers.First(s => s.Path == "www-app/app2").Administration.ConfiguredWeight
                )
            );
            Assert.StartsWith("[::1]:", servers.First(s => s.Path == "www-app/app3").Address, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Configuration_IsReadByTheConfiguredCommand_AndItsSecretsAreRemoved()
    {
        _node.Result = new CommandResult(
            0,
            "userlist ops\n    user bob insecure-password hunter2\n",
            TimeSpan.Zero,
            TimedOut: false,
            Truncated: false
        );
        var file = (await Configuration().ReadAsync(Ct)).File;
        Assert.Equal("cat it", _node.LastCommandLine);
        Assert.Equal(["userlist ops", "    user bob insecure-password <masked>"], file.Lines);
        Assert.DoesNotContain("hunter2", file.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false, "'cat it' failed, exit code 1: cat: Permission denied")]
    [InlineData(null, true, "'cat it' did not finish within 20 s.")]
    public async Task Configuration_ThatCannotBeRead_IsAFailureNotAnEmptyFile(
        int? exitCode,
        bool timedOut,
        string message
    )
    {
        _node.Result = new CommandResult(
            exitCode,
            "cat: Permission denied\n",
            TimeSpan.Zero,
            timedOut,
            Truncated: false
        );
        Assert.Equal(
            message,
            (await Assert.ThrowsAsync<SourceFailureException>(() => Configuration().ReadAsync(Ct))).Message
        );
    }

    private MasterReading Master() => new(_node, "/run/haproxy-master.sock", Timeout, TimeProvider.System);

    private ConfigurationReading Configuration() => new(_node, "cat it", Timeout, TimeProvider.System);
}

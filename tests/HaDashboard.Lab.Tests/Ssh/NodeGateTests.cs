using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Lab.Tests.Fixtures;
using HaDashboard.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>Tests deploy/node/hadashboard-gate as the forced command of two keys, with a real sshd and a real HAProxy.</summary>
public sealed class NodeGateTests : IAsyncLifetime
{
    private static readonly NodeName Name = NodeName.Parse("node");
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);
    private LabNode _node = null!;
    private NodeConnections _connections = null!;
    private HaProxyNodeOptions _options = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string ActionKey => Path.Combine(_node.Sshd.Folder, "act");

    private string Kubeconfig => Path.Combine(_node.Sshd.Folder, "kubelet.conf");

    public async ValueTask InitializeAsync()
    {
        _node = await LabNode.StartAsync();
        var (sshd, haProxy) = (_node.Sshd, _node.HaProxy);
        await SshKeygen.NewKeyAsync(ActionKey);
        var conf = Path.Combine(sshd.Folder, "gate.conf");
        await File.WriteAllTextAsync(
            conf,
            $"""
            SOCKET={haProxy.AdminSocket}
            MASTER_SOCKET={haProxy.MasterSocket}
            CONFIG={haProxy.ConfigFile}
            CHECK="{haProxy.CheckCommand}"
            RELOAD="{haProxy.ReloadCommand}"
            JOURNAL="printf of-%s haproxy"
            LOG_ETCD="printf of-%s etcd"
            LOG_APISERVER="printf of-%s apiserver"
            LOG_CONTROLLER_MANAGER="printf of-%s controller-manager"
            KUBECONFIGS="cat {Kubeconfig}"

            """,
            Ct
        );
        var pollKey = await File.ReadAllTextAsync($"{sshd.UserKey}.pub", Ct);
        var actionKey = await File.ReadAllTextAsync($"{ActionKey}.pub", Ct);
        await File.WriteAllTextAsync(
            sshd.AuthorizedKeys,
            $"""restrict,port-forwarding,permitopen="127.0.0.1:{haProxy.FrontPort}",command="{Gate} poll {conf}" {pollKey}"""
                + $"""restrict,command="{Gate} act {conf}" {actionKey}""",
            Ct
        );
        _options = new HaProxyNodeOptions(Name, haProxy.AdminSocket, haProxy.CheckCommand, haProxy.ReloadCommand);
        _connections = new NodeConnections(
            [
                new NodeOptions(
                    Name,
                    NodeTransport.Ssh,
                    "127.0.0.1",
                    sshd.Options,
                    TimeLimit,
                    sshd.Options with
                    {
                        PrivateKeyFile = ActionKey,
                    }
                ),
            ],
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData("id")]
    [InlineData("")]
    [InlineData("exec true; id")]
    [InlineData("exec true\nid")]
    [InlineData("exec sh -c 'id'")]
    [InlineData("cat /etc/shadow")]
    [InlineData("cat {cfg} /etc/passwd")]
    [InlineData("cat {cfg};id")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("%s%n -rf *")]
    [InlineData("{check}")]
    [InlineData("{reload}")]
    [InlineData("{check} && id")]
    [InlineData("exec socat - UNIX-CONNECT:/run/other.sock")]
    [InlineData("exec socat - UNIX-CONNECT:{socket},fork")]
    [InlineData("exec socat - EXEC:id")]
    [InlineData("exec socat - UNIX-CONNECT:")]
    [InlineData("poll")]
    [InlineData("lowered")]
    public async Task PollKey_OtherCommand_IsRefused(string line)
    {
        var result =
            line.Length == 0
                ? new CommandResult(await ShellAsync(), "", default, false, false)
                : await _connections.For(Name).RunAsync(Filled(line), TimeLimit, Ct);

        Assert.Equal(77, result.ExitCode);
        Assert.DoesNotContain("uid=", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PollKey_ReadsAddressesOfKubeconfig_WithoutSecrets()
    {
        await File.WriteAllTextAsync(
            Kubeconfig,
            "clusters:\n- cluster:\n    server: https://127.0.0.1:5443\n  user:\n    token: hunter2\n    "
                + "server: https://bob:hunter2@10.0.42.1\n",
            Ct
        );

        var result = await _connections.For(Name).RunAsync($"cat {Kubeconfig}", TimeLimit, Ct);

        Assert.Equal((0, "    server: https://127.0.0.1:5443\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task PollKey_ReadsClock() =>
        Assert.Matches(
            @"^\d{10}\.\d{9}\n$",
            (await _connections.For(Name).RunAsync("date +%s.%N", TimeLimit, Ct)).Output
        );

    [Fact]
    public async Task PollKey_ReadsLoadAndMemory() =>
        Assert.Matches(
            @"^\d+\.\d\d .*\n(?s:.*)MemAvailable: ",
            (await _connections.For(Name).RunAsync("cat /proc/loadavg /proc/meminfo", TimeLimit, Ct)).Output
        );

    [Fact]
    public async Task PollKey_ReadsAddresses() =>
        Assert.Contains(
            "/32 host LOCAL",
            (await _connections.For(Name).RunAsync("cat /proc/net/fib_trie /proc/net/if_inet6", TimeLimit, Ct)).Output,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("haproxy")]
    [InlineData("etcd")]
    [InlineData("apiserver")]
    [InlineData("controller-manager")]
    public async Task PollKey_ConfiguredLogCommand_Runs_OthersAreRefused(string log)
    {
        var connection = _connections.For(Name);
        var result = await connection.RunAsync($"printf of-%s {log}", TimeLimit, Ct);

        Assert.Equal((0, $"of-{log}"), (result.ExitCode, result.Output));
        Assert.Equal(77, (await connection.RunAsync($"printf of-%s {log} /etc/shadow", TimeLimit, Ct)).ExitCode);
        Assert.Equal(77, (await connection.RunAsync("printf of-%s scheduler", TimeLimit, Ct)).ExitCode); // LOG_SCHEDULER is not set.
    }

    [Fact]
    public async Task ActionKey_LogCommand_IsRefused()
    {
        await using var action = _connections.ForAction(Name);

        Assert.Equal(77, (await action.Node.RunAsync("printf of-%s etcd", TimeLimit, Ct)).ExitCode);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("exec socat - UNIX-CONNECT:{master}")]
    [InlineData("{reload} now")]
    [InlineData("{reload}\nid")]
    public async Task ActionKey_OtherCommand_IsRefused(string line)
    {
        await using var action = _connections.ForAction(Name);

        Assert.Equal(77, (await action.Node.RunAsync(Filled(line), TimeLimit, Ct)).ExitCode);
    }

    [Fact]
    public async Task PollKey_CanForwardToPermittedPortOnly()
    {
        var connection = _connections.For(Name);
        await using (var port = await connection.OpenTcpAsync(NodePort.Loopback(_node.HaProxy.FrontPort), Ct))
        {
            Assert.NotNull(port);
        }

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() =>
            connection.OpenTcpAsync(NodePort.Loopback(_node.Sshd.Port), Ct)
        );

        Assert.Equal(FailureKind.PortForbidden, refused.Kind);
    }

    [Fact]
    public async Task PollKey_CannotForwardToUnixSocket()
    {
        var local = Path.Combine(_node.Sshd.Folder, "stolen.sock");
        using var ssh = Ssh("-N", "-L", $"{local}:{_node.HaProxy.AdminSocket}");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await _node.Sshd.UntilAsync(() => socket.TryConnect(local), Ct); // The file exists slightly before sshd listens on it.

        var read = await socket.ReceiveAsync(new byte[100], Ct).AsTask().WaitAsync(TimeLimit, Ct);

        Assert.Equal(0, read);
        ssh.Kill();
        await ssh.WaitForExitAsync(Ct);
    }

    [Fact]
    public async Task ActionKey_CannotForward()
    {
        await using var action = _connections.ForAction(Name);

        var refused = await Assert.ThrowsAsync<SourceFailureException>(() =>
            action.Node.OpenTcpAsync(NodePort.Loopback(_node.HaProxy.FrontPort), Ct)
        );

        Assert.Equal(FailureKind.PortForbidden, refused.Kind);
    }

    [Theory]
    [InlineData("show cli level\n")]
    [InlineData("set server api-backend/master1 state maint\n")]
    [InlineData("prompt\nset server api-backend/master1 state maint\n")]
    [InlineData("prompt; set server api-backend/master1 state maint\n")]
    [InlineData("prompt\nuser; set server api-backend/master1 state maint\n")]
    [InlineData("prompt\nuser\nset server api-backend/master1 state maint\n")]
    [InlineData("prompt\nuser\nadmin\nset server api-backend/master1 state maint\n")]
    public async Task PollKey_CommandsToSocket_ChangeNothing(string sent)
    {
        await using (var stream = await _connections.For(Name).OpenUnixSocketAsync(_options.Socket, Ct))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent + "quit\n"), Ct);
            await stream.FlushAsync(Ct);
            await stream.ReadToItsEndAsync(Ct); // HAProxy has then received everything.
        }

        await using var session = await Runtime().OpenAsync(Name, Ct);
        var reading = await session.ReadAsync(Ct);
        Assert.NotEqual(
            ServerOperationalState.Maint,
            reading.Find("api-backend")!.Servers.Single(s => s.Name.ToString() == "master1").Status.State
        );
    }

    [Fact]
    public async Task Polling_WorksThroughGate_AndFollowsReloadWithActionKey()
    {
        var sink = new RecordingSink();
        var polling = new HaProxyPolling(
            [_options],
            new PollingOptions(TimeSpan.FromMilliseconds(200), TimeLimit),
            _connections.For,
            sink,
            TimeProvider.System,
            NullLogger<SourceLoop>.Instance
        );
        await polling.StartAsync(Ct);
        try
        {
            var first = (await sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct)).Value.Process.Pid;
            var commands = new NodeCommands([_options], _connections.ForAction);

            Assert.Equal(0, (await commands.RunAsync(Name, NodeCommand.Check, Ct)).ExitCode);
            Assert.Equal(0, (await commands.RunAsync(Name, NodeCommand.Reload, Ct)).ExitCode);

            var second = await sink.FirstAsync<SourceObserved<HaProxyReading>>(Ct, o => o.Value.Process.Pid != first);
            Assert.False(second.Value.Process.Stopping);
        }
        finally
        {
            await polling.StopAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("reload")]
    [InlineData("show startup-logs;reload")]
    [InlineData("show startup-logs;quit;reload")]
    [InlineData("show proc\nreload")]
    [InlineData("show startup-logs;quit\nreload")]
    public async Task MasterCli_AllowsShowProc_AndNothingElse(string lines)
    {
        var observed = await new MasterReading(
            _connections.For(Name),
            _node.HaProxy.MasterSocket,
            TimeLimit,
            TimeProvider.System
        ).ReadAsync(Ct);
        Assert.NotNull(observed.Serving);

        await using (var stream = await _connections.For(Name).OpenUnixSocketAsync(_node.HaProxy.MasterSocket, Ct))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{lines}\n"), Ct);
            await stream.FlushAsync(Ct);
            await stream.ReadToItsEndAsync(Ct);
        }

        var after = await new MasterReading(
            _connections.For(Name),
            _node.HaProxy.MasterSocket,
            TimeLimit,
            TimeProvider.System
        ).ReadAsync(Ct);
        Assert.Equal(0, after.Reloads);
    }

    [Fact]
    public async Task Action_UsesItsOwnKey_AndDisconnectsAfterwards()
    {
        await _connections.For(Name).ProveAsync(Ct);

        await using (var session = await Runtime().OpenAsync(Name, Ct))
        {
            var administration = await session.ReadAsync(
                ProxyName.Parse("api-backend"),
                ServerName.Parse("master1"),
                Ct
            );
            Assert.NotNull(administration);
            await _node.Sshd.SignedInAsync(2, Ct);
        }

        await _node.Sshd.UntilAsync(
            () =>
                _node.Sshd.LogLines.Any(line =>
                    line.Contains("Disconnected from user", StringComparison.Ordinal)
                    || line.Contains("disconnect", StringComparison.OrdinalIgnoreCase)
                ),
            Ct
        );
    }

    [Fact]
    public async Task Check_RestrictedKey_IsReportedAsRestricted()
    {
        var haProxy = _node.HaProxy;
        var options = _options with
        {
            MasterSocket = haProxy.MasterSocket,
            ReadConfigCommand = $"cat {haProxy.ConfigFile}",
        };
        var rows = await new HaProxyCheck([options], _connections, TimeLimit, TimeProvider.System).RunAsync(Ct);

        Assert.All(rows, row => Assert.True(row.Ok, row.Message));
        Assert.Contains(rows, row => row is { What: "key", IsNote: false });
        Assert.Contains(rows, row => row is { What: "actions", IsNote: false, Message: "level admin" });
        Assert.Contains(rows, row =>
            row.What == "master socket"
            && row.Message.EndsWith($"0 reloads, 0 old workers, {haProxy.MasterSocket}", StringComparison.Ordinal)
        );
        Assert.Contains(rows, row =>
            row.What == "configuration"
            && row.Message.EndsWith($" lines: {options.ReadConfigCommand}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Check_CommandThatGateRefuses_FailsItsRowOnly()
    {
        var options = _options with { MasterSocket = "/run/other.sock", ReadConfigCommand = "cat /etc/shadow" };
        var rows = await new HaProxyCheck([options], _connections, TimeLimit, TimeProvider.System).RunAsync(Ct);

        Assert.Equal(["master socket", "configuration"], rows.Where(row => !row.Ok).Select(row => row.What));
    }

    [Fact]
    public async Task Check_UnrestrictedKey_ListsItsRights()
    {
        File.Copy($"{_node.Sshd.UserKey}.pub", _node.Sshd.AuthorizedKeys, overwrite: true);
        await using var connections = new NodeConnections(
            [new NodeOptions(Name, NodeTransport.Ssh, "127.0.0.1", _node.Sshd.Options, TimeLimit)],
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );

        var key = (await new HaProxyCheck([_options], connections, TimeLimit, TimeProvider.System).RunAsync(Ct)).Single(
            row => row.What == "key"
        );

        Assert.True(key is { Ok: true, IsNote: true }, key.Message);
        Assert.Contains("runs any command", key.Message, StringComparison.Ordinal);
        Assert.Contains("any loopback port", key.Message, StringComparison.Ordinal);
        Assert.Contains("level admin", key.Message, StringComparison.Ordinal);
    }

    private static string Gate => Path.Combine(Repository.Root, "deploy", "node", "hadashboard-gate");

    private HaProxyRuntime Runtime() => new([_options], TimeLimit, _connections.ForAction, TimeProvider.System);

    private string Filled(string line) =>
        line.Replace("{cfg}", _node.HaProxy.ConfigFile, StringComparison.Ordinal)
            .Replace("{check}", _node.HaProxy.CheckCommand, StringComparison.Ordinal)
            .Replace("{reload}", _node.HaProxy.ReloadCommand, StringComparison.Ordinal)
            .Replace("{socket}", _node.HaProxy.AdminSocket, StringComparison.Ordinal)
            .Replace("{master}", _node.HaProxy.MasterSocket, StringComparison.Ordinal);

    /// <summary>Requests a shell, as an attacker with the stolen key would.</summary>
    private async Task<int> ShellAsync()
    {
        using var ssh = Ssh("-T");
        var output = ssh.StandardOutput.ReadToEndAsync(Ct);
        await ssh.WaitForExitAsync(Ct).WaitAsync(TimeLimit, Ct);
        Assert.Empty(await output);
        return ssh.ExitCode;
    }

    private Process Ssh(params string[] arguments)
    {
        var ssh = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/ssh",
                [
                    "-F",
                    "/dev/null",
                    "-i",
                    _node.Sshd.UserKey,
                    "-p",
                    $"{_node.Sshd.Port}",
                    "-o",
                    "BatchMode=yes",
                    "-o",
                    $"UserKnownHostsFile={_node.Sshd.KnownHosts}",
                    .. arguments,
                    $"{SshdProcess.User}@127.0.0.1",
                ]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        ssh.StandardInput.Close();
        return ssh;
    }
}

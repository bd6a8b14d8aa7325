using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Ports;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class NodeCommandsTests : IAsyncDisposable
{
    private readonly FakeHaProxy _node = new("n1");

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(NodeCommand.Check, "sudo -n haproxy -c -f /etc/haproxy/haproxy.cfg")]
    [InlineData(NodeCommand.Reload, "sudo -n systemctl reload haproxy")]
    public async Task Run_Command_RunsTheConfiguredCommandUnchanged(NodeCommand command, string line)
    {
        _node.Result = new CommandResult(1, "no\n", TimeSpan.Zero, TimedOut: false, Truncated: false);
        var commands = Commands();
        var result = await commands.RunAsync(_node.Node, command, TestContext.Current.CancellationToken);
        Assert.Equal(line, _node.LastCommandLine);
        Assert.Equal(new NodeCommandResult(line, 1, "no\n", TimedOut: false), result);
        Assert.Equal(line, commands.LineOf(_node.Node, command));
    }

    [Fact]
    public async Task Run_TooMuchOutput_IsMarkedAsTruncated()
    {
        _node.Result = new CommandResult(null, "long", TimeSpan.Zero, TimedOut: true, Truncated: true);
        var result = await Commands().RunAsync(_node.Node, NodeCommand.Check, TestContext.Current.CancellationToken);
        Assert.Equal((null, "long\n[truncated]\n", true), (result.ExitCode, result.Output, result.TimedOut));
    }

    [Fact]
    public void LineOf_UnknownNodeOrCommand_Throws()
    {
        Assert.Throws<ArgumentException>(() => Commands().LineOf(NodeName.Parse("other"), NodeCommand.Check));
        Assert.Throws<ArgumentOutOfRangeException>(() => Commands().LineOf(_node.Node, (NodeCommand)99));
    }

    private NodeCommands Commands() =>
        new(
            [
                new HaProxyNodeOptions(
                    _node.Node,
                    "/s",
                    "sudo -n haproxy -c -f /etc/haproxy/haproxy.cfg",
                    "sudo -n systemctl reload haproxy"
                ),
            ],
            _ => ActionConnection.Shared(_node)
        );
}

using HaDashboard.Adapters.Ssh;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshNodeConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenUnixSocket_RealHaProxy_AnswersOverOneKeptChannel()
    {
        await using var node = await LabNode.StartAsync();
        await using var connection = node.Connect();
        await using var socket = await connection.OpenUnixSocketAsync(node.HaProxy.AdminSocket, Ct);

        await socket.WriteAsync("prompt\n"u8.ToArray(), Ct);
        Assert.Equal("\n> ", await socket.ReadUntilPromptAsync(Ct));
        await socket.WriteAsync("show info\n"u8.ToArray(), Ct);
        Assert.Contains("Name: HAProxy", await socket.ReadUntilPromptAsync(Ct), StringComparison.Ordinal);
        await socket.WriteAsync("show stat\n"u8.ToArray(), Ct);
        Assert.Contains("api-backend,master3", await socket.ReadUntilPromptAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(SocketRelay.Socat, connection.Relay);
    }

    [Fact]
    public async Task Run_ExitCodeAndBothStreams_AreReported()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync("echo out; echo err >&2; printf '\\033[31m'; exit 3", TimeSpan.FromSeconds(10), Ct);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("out\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("err\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\\x1b[31m", result.Output, StringComparison.Ordinal);
        Assert.False(result.TimedOut);
        Assert.False(result.Truncated);
    }
}

using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ReturnsExitCodeAndBothStreams()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync(
            "echo out; echo err >&2; printf '\\033[31m'; exit 3",
            TimeSpan.FromSeconds(30),
            Ct
        );

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("out\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("err\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\\x1b[31m", result.Output, StringComparison.Ordinal);
        Assert.False(result.TimedOut);
        Assert.False(result.Truncated);
    }

    [Fact]
    public async Task Run_EndedBySignal_HasNoExitCode()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync("kill -9 $$", TimeSpan.FromSeconds(30), Ct);

        Assert.Null(result.ExitCode);
        Assert.False(result.TimedOut);
    }

    [Fact]
    public async Task Run_Timeout_ReturnsOutputSoFar_AndConnectionStaysOpen()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        await connection.ProveAsync(Ct); // Sign in first, so that the five seconds apply to the command only.

        var result = await connection.RunAsync("echo begun; exec sleep 600", TimeSpan.FromSeconds(5), Ct);

        Assert.True(result.TimedOut);
        Assert.Null(result.ExitCode);
        Assert.Equal("begun\n", result.Output);
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct)).ExitCode);
        await sshd.SignedInAsync(1, Ct);
    }

    [Fact]
    public async Task Run_LargeOutput_IsTruncated_AndExitCodeIsKept()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync(
            "head -c 20000000 /dev/zero | tr '\\0' x; exit 4",
            TimeSpan.FromSeconds(30),
            Ct
        );

        Assert.Equal(4, result.ExitCode);
        Assert.True(result.Truncated);
        Assert.Equal(new string('x', 64 * 1024), result.Output);
    }

    [Fact]
    public async Task Run_ConnectionLost_Throws()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        var begun = Path.Combine(sshd.Folder, "begun"); // A session process alone may still be signing in.
        var running = connection.RunAsync($"touch {begun}; exec sleep 600", TimeSpan.FromMinutes(5), Ct);
        await sshd.UntilAsync(() => File.Exists(begun), Ct);

        sshd.SignalSessions(TestProcess.Kill);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() =>
            running.WaitAsync(TimeSpan.FromSeconds(60), Ct)
        );
        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
    }

    [Fact]
    public async Task Run_Cancelled_ReturnsAtOnce()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        await connection.RunAsync("true", TimeSpan.FromSeconds(30), Ct);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            connection
                .RunAsync("exec sleep 600", TimeSpan.FromMinutes(5), soon.Token)
                .WaitAsync(TimeSpan.FromSeconds(60), Ct)
        );
    }
}

using System.Diagnostics;
using HaDashboard.Core.Observations;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

public sealed class SshCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExitCodeAndBothStreams_AreReported()
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

    [Fact]
    public async Task EndedByASignal_HasNoExitCode()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync("kill -9 $$", TimeSpan.FromSeconds(10), Ct);

        Assert.Null(result.ExitCode);
        Assert.False(result.TimedOut);
    }

    [Fact]
    public async Task TooLong_ReturnsWhatWasSaid_AndTheConnectionLives()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        var watch = Stopwatch.StartNew();

        var result = await connection.RunAsync("echo begun; exec sleep 60", TimeSpan.FromSeconds(1), Ct);

        Assert.True(result.TimedOut);
        Assert.Null(result.ExitCode);
        Assert.Equal("begun\n", result.Output);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 30);
        Assert.Equal(0, (await connection.RunAsync("true", TimeSpan.FromSeconds(10), Ct)).ExitCode);
        Assert.Equal(1, sshd.SignIns());
    }

    [Fact]
    public async Task MuchOutput_IsCutAndTheExitCodeKept()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();

        var result = await connection.RunAsync("head -c 20000000 /dev/zero | tr '\\0' x; exit 4", TimeSpan.FromSeconds(30), Ct);

        Assert.Equal(4, result.ExitCode);
        Assert.True(result.Truncated);
        Assert.Equal(new string('x', 64 * 1024), result.Output);
    }

    [Fact]
    public async Task ConnectionBreaksWhileItRuns_IsAFailureNotAResult()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        var running = connection.RunAsync("echo begun; sleep 60", TimeSpan.FromSeconds(30), Ct);
        await sshd.UntilAsync(() => sshd.Sessions().Count >= 2, Ct);

        sshd.SignalSessions(TestProcess.Kill);

        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => running.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
    }

    [Fact]
    public async Task Cancelled_StopsWaitingAtOnce()
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var connection = sshd.Connect();
        await connection.RunAsync("true", TimeSpan.FromSeconds(10), Ct);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.RunAsync("exec sleep 60", TimeSpan.FromSeconds(30), soon.Token));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}

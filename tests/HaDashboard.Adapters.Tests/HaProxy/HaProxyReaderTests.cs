using System.Text;
using CsCheck;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class HaProxyReaderTests : IAsyncDisposable
{
    private readonly FakeHaProxy _haproxy = new("n1");
    private readonly HaProxyReader _reader;

    public HaProxyReaderTests() =>
        _reader = new HaProxyReader(_haproxy, "/run/haproxy/admin.sock", TimeProvider.System);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    [Fact]
    public async Task Read_TwoPolls_OneSessionLoweredFirstThenInfoBeforeStat()
    {
        var first = await ReadAsync();
        await ReadAsync();
        Assert.Equal("UP", first.Find("api", "m1")!.Status.Text);
        Assert.Equal(
            ["1: prompt", "1: user", "1: show info", "1: show stat", "1: show info", "1: show stat"],
            _haproxy.Commands
        );
        Assert.True(_reader.IsLowered);
    }

    [Theory]
    [InlineData("Unknown command: 'user', but maybe..\n\n")]
    [InlineData("Permission denied\n\n")]
    public async Task Read_LevelCannotBeLowered_ContinuesAndReportsIt(string reply)
    {
        _haproxy.Script = (_, command) => command == "user" ? Answer.Text(reply) : FakeHaProxy.Healthy(command);
        await ReadAsync();
        Assert.False(_reader.IsLowered);
    }

    [Fact]
    public async Task Read_BytesInChunksOfAnySize_TheSameReading()
    {
        foreach (var chunk in Enumerable.Range(1, 40).Append(1000))
        {
            _haproxy.Chunk = chunk;
            var reading = await ReadAsync();
            Assert.Equal(
                (7, 2, "UP"),
                (reading.Process.Pid, reading.Proxies.Length, reading.Find("api", "m1")!.Status.Text)
            );
        }
    }

    [Fact]
    public async Task Read_RealRepliesInTwoParts_TheSameReading()
    {
        var stat = Encoding.Latin1.GetString(Captured.Reply("3.2", "show-stat.txt"));
        _haproxy.Script = (_, command) => command == "show stat" ? Answer.Text(stat) : FakeHaProxy.Healthy(command);
        var expected = (await ReadAsync()).Proxies;
        await Gen.Int[1, 20_000]
            .SampleAsync(
                async chunk =>
                {
                    var node = new FakeHaProxy("n") { Script = _haproxy.Script, Chunk = chunk };
                    await using var reader = new HaProxyReader(node, "/s", TimeProvider.System);
                    using var deadline = new PollDeadline(
                        TimeSpan.FromSeconds(30),
                        TimeProvider.System,
                        TestContext.Current.CancellationToken
                    );
                    var (reading, _) = await reader.ReadAsync(deadline);
                    Assert.Equal(
                        expected.SelectMany(p => p.Servers).Select(s => (s.Path, s.Status.Text)),
                        reading.Proxies.SelectMany(p => p.Servers).Select(s => (s.Path, s.Status.Text))
                    );
                },
                iter: 200
            );
    }

    // hatop has this error: after a reload its open session returns the numbers of the old worker.
    [Fact]
    public async Task Read_ReloadedBetweenTwoPolls_TheNewWorkersNumbersInTheSamePoll()
    {
        await ReadAsync();
        _haproxy.Script = (session, command) =>
            (session, command) switch
            {
                (1, "show info") => Answer.Text(FakeHaProxy.Info(pid: 7, uptime: 101, stopping: 1)),
                (1, "show stat") => Answer.Text(FakeHaProxy.Stat("UP", "STOP")),
                (_, "show info") => Answer.Text(FakeHaProxy.Info(pid: 8, uptime: 0)),
                (_, "show stat") => Answer.Text(FakeHaProxy.Stat("DOWN")),
                _ => FakeHaProxy.Healthy(command),
            };
        var reading = await ReadAsync();
        Assert.Equal((8, "DOWN"), (reading.Process.Pid, reading.Find("api", "m1")!.Status.Text));
        Assert.DoesNotContain(_haproxy.Commands.Skip(4), c => c == "1: show stat");
        Assert.True(_haproxy.Sessions[0].IsDisposed); // otherwise the old worker would keep running
        Assert.False(_haproxy.Sessions[1].IsDisposed);
    }

    [Theory]
    [InlineData("STOP", true)]
    [InlineData("", false)]
    public async Task Read_ReloadBetweenInfoAndStat_TheTableIsDiscarded(string frontend, bool hasRows)
    {
        var asked = 0;
        _haproxy.Script = (session, command) =>
            (session, command) switch
            {
                (1, "show info") => Answer.Text(FakeHaProxy.Info(stopping: asked++ == 0 ? 0 : 1)),
                (1, "show stat") => Answer.Text(
                    hasRows ? FakeHaProxy.Stat(frontend: frontend) : FakeHaProxy.Header + "\n"
                ),
                _ => FakeHaProxy.Healthy(command, pid: 8),
            };
        Assert.Equal(8, (await ReadAsync()).Process.Pid);
    }

    [Fact]
    public async Task Read_FrontendShutDownByAnOperator_IsAccepted()
    {
        _haproxy.Script = (_, command) =>
            command == "show stat" ? Answer.Text(FakeHaProxy.Stat(frontend: "STOP")) : FakeHaProxy.Healthy(command);
        Assert.Equal("STOP", (await ReadAsync()).Find("front")!.Frontend!.Status);
        Assert.Single(_haproxy.Sessions);
    }

    [Theory]
    [InlineData(8, 101)]
    [InlineData(7, 3)]
    public async Task Read_AnotherWorkerOrALowerUptimeInOneSession_ClosesTheSession(int pid, int uptime)
    {
        await ReadAsync();
        _haproxy.Script = (session, command) =>
            command == "show info" && session == 1
                ? Answer.Text(FakeHaProxy.Info(pid, uptime))
                : FakeHaProxy.Healthy(command);
        await ReadAsync();
        Assert.Equal(2, _haproxy.Sessions.Count);
    }

    [Fact]
    public async Task Read_OnlyAStoppingWorkerAnswers_IsAFailureAfterAFewAttempts()
    {
        _haproxy.Script = (_, command) =>
            command == "show info" ? Answer.Text(FakeHaProxy.Info(stopping: 1)) : FakeHaProxy.Healthy(command);
        var failure = await Assert.ThrowsAsync<SourceFailureException>(ReadAsync);
        Assert.Contains("stopping", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, _haproxy.Sessions.Count);
        Assert.All(_haproxy.Sessions, s => Assert.True(s.IsDisposed));
    }

    [Theory]
    [InlineData("show info")]
    [InlineData("show stat")]
    public async Task Read_KeptSessionWasClosed_ReconnectsInTheSamePoll(string where)
    {
        await ReadAsync();
        _haproxy.Script = (session, command) =>
            session == 1 && command == where ? Answer.Closed : FakeHaProxy.Healthy(command);
        await ReadAsync();
        Assert.Equal(2, _haproxy.Sessions.Count);
    }

    [Fact]
    public async Task Read_KeptSessionBrokeBetweenPolls_ReconnectsInTheSamePoll()
    {
        await ReadAsync();
        _haproxy.Script = (session, command) =>
            session == 1
                ? throw new SourceFailureException(FailureKind.ConnectionLost, Message.Verbatim("broken"))
                : FakeHaProxy.Healthy(command);
        await ReadAsync();
        _haproxy.Script = (session, command) =>
            session == 2 ? throw new IOException("Broken pipe") : FakeHaProxy.Healthy(command);
        await ReadAsync();
        Assert.Equal(3, _haproxy.Sessions.Count);
    }

    [Theory]
    [InlineData("prompt")]
    [InlineData("show info")]
    public async Task Read_EverySessionIsClosedUnanswered_IsAFailure(string where)
    {
        _haproxy.Script = (_, command) => command == where ? Answer.Closed : FakeHaProxy.Healthy(command);
        Assert.Equal(FailureKind.ConnectionLost, (await Assert.ThrowsAsync<SourceFailureException>(ReadAsync)).Kind);
        Assert.Equal(4, _haproxy.Sessions.Count);
    }

    // A stalled reader may get a truncated table that ends at a row and a normal close: it looks like a shorter table.
    [Fact]
    public async Task Read_TableTruncatedAtARow_IsAFailureNotATable()
    {
        _haproxy.Script = (_, command) =>
            command == "show stat"
                ? new Answer(Encoding.ASCII.GetBytes(FakeHaProxy.Stat()[..^1]), Closes: true)
                : FakeHaProxy.Healthy(command);
        var failure = await Assert.ThrowsAsync<SourceFailureException>(ReadAsync);
        Assert.Equal(FailureKind.ConnectionLost, failure.Kind);
        Assert.Contains("ended early", failure.Message, StringComparison.Ordinal);
        _haproxy.Script = (_, command) => FakeHaProxy.Healthy(command);
        await ReadAsync();
    }

    [Fact]
    public async Task Read_EveryReplyTruncatedAnywhere_IsAFailureOrAReconnect()
    {
        foreach (var command in new[] { "prompt", "user", "show info", "show stat" })
        {
            var whole = FakeHaProxy.Healthy(command).Bytes;
            for (var cut = 1; cut < whole.Length; cut++)
            {
                _haproxy.Script = (_, c) =>
                    c == command ? new Answer(whole[..cut], Closes: true) : FakeHaProxy.Healthy(c);
                await Assert.ThrowsAsync<SourceFailureException>(ReadAsync);
            }
        }
    }

    [Fact]
    public async Task Read_ErrorTextInsteadOfATable_IsQuotedAndTheNextPollIsComplete()
    {
        _haproxy.Script = (_, command) =>
            command == "show stat" ? Answer.Text("Permission denied\n\n") : FakeHaProxy.Healthy(command);
        Assert.Contains(
            "Permission denied",
            (await Assert.ThrowsAsync<SourceFailureException>(ReadAsync)).Message,
            StringComparison.Ordinal
        );
        _haproxy.Script = (_, command) => FakeHaProxy.Healthy(command);
        await ReadAsync();
    }

    [Fact]
    public async Task Read_EndlessAnswer_FailsAt64MiB()
    {
        _haproxy.Script = (_, command) =>
            command == "show stat" ? new Answer(new byte[70 * 1024 * 1024]) : FakeHaProxy.Healthy(command);
        Assert.Equal(
            FailureKind.Malformed,
            (await Assert.ThrowsAsync<SourceFailureException>(ReadWithLongTimeoutAsync)).Kind
        );
        _haproxy.Script = (_, command) => FakeHaProxy.Healthy(command);
        await ReadAsync();
    }

    [Theory]
    [InlineData("show info")]
    [InlineData("show stat")]
    [InlineData("prompt")]
    public async Task Read_EndlessLine_FailsAtTheSizeLimitAndNotAtTheTimeLimit(string command)
    {
        var line = new byte[70 * 1024 * 1024];
        line.AsSpan().Fill((byte)'a');
        _haproxy.Script = (_, asked) => asked == command ? new Answer(line) : FakeHaProxy.Healthy(asked);
        // Malformed and not Timeout: the size of the answer ended the poll, whatever time that took.
        Assert.Equal(
            FailureKind.Malformed,
            (await Assert.ThrowsAsync<SourceFailureException>(ReadWithLongTimeoutAsync)).Kind
        );
    }

    // Roxy-WI once executed the version text of a "HAProxy". Here it is only text, and causes no command.
    [Theory]
    [InlineData("2.6$(reboot)", "2.6$(reboot)")]
    [InlineData("2.6; set server api/m1 state maint", "2.6; set server api/m1 state maint")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("\u001b[2J\u001b]0;owned\u0007", "\\x1b[2J\\x1b]0;owned\\x07")] // it is logged and printed to terminals
    public async Task Read_HostileVersion_IsText_AndCausesNoCommand(string version, string read)
    {
        _haproxy.Script = (_, command) =>
            command == "show info"
                ? Answer.Text(FakeHaProxy.Info().Replace("3.2.0", version, StringComparison.Ordinal))
                : FakeHaProxy.Healthy(command);

        var reading = await ReadAsync();

        Assert.Equal(read, reading.Process.Version);
        Assert.All(_haproxy.Commands, command =>
            Assert.Contains(command, (string[])["1: prompt", "1: user", "1: show info", "1: show stat"])
        );
    }

    [Fact]
    public async Task Read_TextAfterThePrompt_InvalidatesTheNextAnswerNotTheFacts()
    {
        _haproxy.Script = (_, command) =>
            command == "show info" ? Answer.Raw(FakeHaProxy.Info() + "\n> uninvited") : FakeHaProxy.Healthy(command);
        await Assert.ThrowsAsync<SourceFailureException>(ReadAsync);
    }

    private Task<HaProxyReading> ReadAsync() => ReadAsync(TimeSpan.FromSeconds(2));

    // On a slow machine 64 MiB take longer than a poll's timeout.
    private Task<HaProxyReading> ReadWithLongTimeoutAsync() => ReadAsync(TimeSpan.FromMinutes(1));

    private async Task<HaProxyReading> ReadAsync(TimeSpan patience)
    {
        using var deadline = new PollDeadline(patience, TimeProvider.System, TestContext.Current.CancellationToken);
        try
        {
            return (await _reader.ReadAsync(deadline)).Reading;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }
    }
}

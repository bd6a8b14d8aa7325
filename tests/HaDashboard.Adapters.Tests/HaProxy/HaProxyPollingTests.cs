using System.Threading.Channels;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

public sealed class HaProxyPollingTests : IObservationSink, ILogger<SourceLoop>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly Channel<Observation> _seen = Channel.CreateUnbounded<Observation>();
    private readonly List<string> _log = [];
    private readonly List<HaProxyPolling> _started = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    void IObservationSink.Offer(Observation observation) => _seen.Writer.TryWrite(observation);

    public async ValueTask DisposeAsync()
    {
        foreach (var polling in _started)
        {
            await polling.StopAsync(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);
            polling.Dispose();
        }
    }

    [Fact]
    public async Task Start_EachInterval_OneObservationDatedByItsArrival()
    {
        var haproxy = new FakeHaProxy("n1");
        await StartAsync(haproxy);
        Assert.Equal(_time.GetUtcNow(), Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync()).At);
        for (var second = 1; second <= 5; second++)
        {
            _time.Advance(Interval);
            var observed = Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync());
            Assert.Equal(
                (haproxy.Node, 7, _time.GetUtcNow()),
                (observed.Node!, observed.Value.Process.Pid, observed.At)
            );
        }

        Assert.Single(haproxy.Sessions);
    }

    [Fact]
    public async Task Start_FourNodes_SpreadOverTheInterval()
    {
        await StartAsync([.. Enumerable.Range(1, 4).Select(i => new FakeHaProxy($"n{i}"))]);
        var names = new List<string>();
        for (var quarter = 0; quarter < 8; quarter++)
        {
            names.Add(Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync()).Node!.Value);
            Assert.False(_seen.Reader.TryPeek(out _));
            _time.Advance(Interval / 4);
        }

        Assert.Equal(["n1", "n2", "n3", "n4", "n1", "n2", "n3", "n4"], names);
    }

    public static TheoryData<string> Faults => ["closed", "half", "error", "garbage", "refused", "stopping", "broken"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Poll_AnyFault_IsAnObservationAndTheNextPollSucceeds(string fault)
    {
        var haproxy = new FakeHaProxy("n1");
        await StartAsync(haproxy);
        Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync());
        (haproxy.Script, haproxy.Refusal) = (Fault(fault), () =>
            fault == "refused"
                ? new SourceFailureException(FailureKind.SocketRefused, Message.Verbatim("refused"))
                : null
        );
        if (fault == "refused")
        {
            haproxy.Script = Fault("closed");
        }

        _time.Advance(Interval);
        var failed = Assert.IsType<SourceFailed>(await NextPassingTimeAsync());
        Assert.Equal(SourceId.HaProxy(haproxy.Node), failed.Source);
        Assert.NotEmpty(failed.Failure.Message.ToString());
        (haproxy.Script, haproxy.Refusal) = ((_, command) => FakeHaProxy.Healthy(command), () => null);
        Assert.IsType<SourceObserved<HaProxyReading>>(await NextPassingTimeAsync());
        Assert.Equal(3, _log.Count); // observed, not observed, observed again
    }

    [Fact]
    public async Task Poll_HangsWithoutAnAnswer_TimesOutAndNamesTheCommand()
    {
        var haproxy = new FakeHaProxy("n1")
        {
            Script = (session, command) =>
                session == 1 && command == "show info" ? Answer.Silence : FakeHaProxy.Healthy(command),
        };
        await StartAsync(haproxy);
        await haproxy.Hung.Reader.ReadAsync(Ct);
        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(_seen.Reader.TryPeek(out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var failed = Assert.IsType<SourceFailed>(await NextAsync());
        Assert.Equal(FailureKind.Timeout, failed.Failure.Kind);
        Assert.Contains("show info", failed.Failure.Message, StringComparison.Ordinal);
        Assert.True(haproxy.Sessions[0].IsDisposed);
        Assert.IsType<SourceObserved<HaProxyReading>>(await NextPassingTimeAsync());
    }

    [Fact]
    public async Task Poll_HangsWithinTheTable_ReportsTheReceivedBytes()
    {
        var half = FakeHaProxy.Stat()[..100];
        var haproxy = new FakeHaProxy("n1")
        {
            Script = (_, command) =>
                command == "show stat" ? Answer.Raw(half) with { Hangs = true } : FakeHaProxy.Healthy(command),
        };
        await StartAsync(haproxy);
        await haproxy.Hung.Reader.ReadAsync(Ct);
        _time.Advance(Patience);
        Assert.Contains(
            "100 bytes",
            Assert.IsType<SourceFailed>(await NextAsync()).Failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Poll_OneNodeHangs_TheOtherIsNotDelayed()
    {
        var (hung, well) = (new FakeHaProxy("hung"), new FakeHaProxy("well"));
        hung.Script = (_, _) => Answer.Silence;
        await StartAsync(hung, well);
        await hung.Hung.Reader.ReadAsync(Ct);
        _time.Advance(Interval / 2);
        for (var second = 0; second < 4; second++)
        {
            var observed = Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync());
            Assert.Equal((well.Node, _time.GetUtcNow()), (observed.Node!, observed.At));
            _time.Advance(Interval);
        }
    }

    [Fact]
    public async Task PollNow_BeforeItIsDue_PollsAtOnceAndKeepsTheSchedule()
    {
        var haproxy = new FakeHaProxy("n1");
        var polling = await StartAsync(haproxy);
        await NextAsync();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        polling.PollNow(haproxy.Node);
        Assert.Equal(_time.GetUtcNow(), (await NextAsync()).At);
        polling.PollNow(NodeName.Parse("unknown"));
        _time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync());
    }

    [Fact]
    public async Task Poll_FailsForHoursWithTheSameKind_IsLoggedOnce()
    {
        var haproxy = new FakeHaProxy("n1")
        {
            Refusal = () => new SourceFailureException(FailureKind.SocketRefused, Message.Verbatim("nobody listens")),
        };
        await StartAsync(haproxy);
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<SourceFailed>(await NextAsync());
            _time.Advance(Interval);
        }

        Assert.Contains("nobody listens", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_InternalError_DoesNotEndTheLoop()
    {
        var haproxy = new FakeHaProxy("n1") { Refusal = () => new InvalidOperationException("bug") };
        await StartAsync(haproxy);
        Assert.Contains(
            "InvalidOperationException",
            Assert.IsType<SourceFailed>(await NextAsync()).Failure.Message,
            StringComparison.Ordinal
        );
        haproxy.Refusal = () => null;
        _time.Advance(Interval);
        Assert.IsType<SourceObserved<HaProxyReading>>(await NextAsync());
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(50, 1000)]
    [InlineData(73, 1460)]
    [InlineData(5000, 4000)]
    public void Schedule_TableThatTakesLongToWrite_IsReadLessOften(int transfer, int pause)
    {
        Assert.Equal(
            TimeSpan.FromMilliseconds(pause),
            HaProxySource.PauseFor(TimeSpan.FromMilliseconds(transfer), Interval)
        );
    }

    private static Func<int, string, Answer> Fault(string fault) =>
        (_, command) =>
            (fault, command) switch
            {
                ("closed", _) => Answer.Closed,
                ("half", "show stat") => new Answer(
                    [.. System.Text.Encoding.ASCII.GetBytes(FakeHaProxy.Stat()).AsSpan(0, 100)],
                    Closes: true
                ),
                ("error", "show stat") => Answer.Text("No such proxy.\n\n"),
                ("garbage", "show info") => Answer.Text("\u0001\u0002\u0003\n\n"),
                ("stopping", "show info") => Answer.Text(FakeHaProxy.Info(stopping: 1)),
                ("broken", _) => throw new IOException("Broken pipe"),
                _ => FakeHaProxy.Healthy(command),
            };

    private async Task<HaProxyPolling> StartAsync(params FakeHaProxy[] nodes)
    {
        var byName = nodes.ToDictionary(node => node.Node);
        var polling = new HaProxyPolling(
            [.. nodes.Select(node => new HaProxyNodeOptions(node.Node, "/run/haproxy/admin.sock", "check", "reload"))],
            new PollingOptions(Interval, Patience),
            name => byName[name],
            this,
            _time,
            this
        );
        _started.Add(polling);
        await polling.StartAsync(Ct);
        return polling;
    }

    private async Task<Observation> NextAsync() =>
        await _seen.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);

    /// <summary>For polls that wait internally, or that are due at some time in the next interval.</summary>
    private async Task<Observation> NextPassingTimeAsync()
    {
        var next = NextAsync();
        while (!next.IsCompleted)
        {
            await Task.WhenAny(next, Task.Delay(10, Ct));
            if (!next.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(50));
            }
        }

        return await next;
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_log)
        {
            _log.Add(formatter(state, exception));
        }
    }
}

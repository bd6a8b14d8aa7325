using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Tests.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Tests;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Sources;

/// <summary>What the loop does for every source, with a reader whose answers a test sets.</summary>
public sealed class SourceLoopTests : IAsyncDisposable
{
    private static readonly NodeName Node = NodeName.Parse("k8smaster1");
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _sink = new();
    private readonly CollectingLogger _logger = new();
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    [Fact]
    public async Task FailedReading_IsRetriedSoon_AndAtItsIntervalAfterASuccess()
    {
        var script = new Script(call => call <= 2 ? FailureKind.PortSilent : null);
        Start(script, Every(TimeSpan.FromMinutes(5)));

        await CountAsync(1);
        _time.Advance(SourceLoop.DefaultRetry);
        await CountAsync(2);
        _time.Advance(SourceLoop.DefaultRetry);
        await CountAsync(3);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await CountAsync(4);

        Assert.Equal([true, true, false, false], _sink.All.Select(o => o is SourceFailed));
        Assert.Equal(4, script.Calls); // a shorter delay would have read within those five minutes
    }

    [Theory]
    [InlineData(FailureKind.Forbidden)]
    [InlineData(FailureKind.NotFound)]
    [InlineData(FailureKind.Malformed)]
    public async Task PermanentFailure_IsNotRetriedBeforeTheInterval(FailureKind kind)
    {
        var script = new Script(_ => kind);
        Start(script, Every(TimeSpan.FromMinutes(5)));

        await CountAsync(1);
        _time.Advance(TimeSpan.FromMinutes(4));
        _time.Advance(TimeSpan.FromMinutes(1));
        await CountAsync(2);

        Assert.Equal(2, script.Calls);
    }

    [Fact]
    public async Task Reading_WaitsForItsPhase()
    {
        var script = new Script(_ => null);
        Start(script, Every(TimeSpan.FromMinutes(1)) with { Phase = TimeSpan.FromSeconds(7) });

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, script.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        await CountAsync(1);
    }

    [Fact]
    public async Task WakeUp_ReadsAtOnce_AndKeepsTheSchedule()
    {
        var script = new Script(_ => null);
        var loop = Start(script, Every(TimeSpan.FromMinutes(1)));

        await CountAsync(1);
        _time.Advance(TimeSpan.FromSeconds(40));
        loop.WakeUp();
        await CountAsync(2);
        _time.Advance(TimeSpan.FromSeconds(20));
        await CountAsync(3);
    }

    [Fact]
    public async Task ReadingThatTakesTooLong_IsCancelled_AndExplained()
    {
        var script = new Script(_ => null) { Hangs = true };
        Start(script, Every(TimeSpan.FromMinutes(1)) with { Timeout = TimeSpan.FromSeconds(4) });

        await script.Started.Task.WaitAsync(Cancelled);
        _time.Advance(TimeSpan.FromSeconds(4));
        var failed = await _sink.FirstAsync<SourceFailed>(Cancelled);

        Assert.Equal(FailureKind.Timeout, failed.Failure.Kind);
        Assert.Equal("serving certificates on k8smaster1: no answer within 4 s.", failed.Failure.Message);
    }

    [Fact]
    public async Task Failure_IsLoggedOncePerChangeOfItsKind_AndSoIsTheRecovery()
    {
        FailureKind?[] kinds = [FailureKind.Timeout, FailureKind.Timeout, FailureKind.PortClosed, null, null];
        Start(new Script(call => kinds[call - 1]), Every(TimeSpan.FromSeconds(1)));
        for (var count = 1; count <= kinds.Length; count++)
        {
            await CountAsync(count);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            ["Timeout", "PortClosed", "observed again"],
            _logger.Lines.Select(line => Array.Find(["Timeout", "PortClosed", "observed again"], line.Contains))
        );
    }

    [Fact]
    public async Task InternalErrorOfTheReader_DoesNotEndTheLoop()
    {
        var script = new Script(_ => null) { Fault = new InvalidOperationException("bug") };
        Start(script, Every(TimeSpan.FromSeconds(1)));

        var failed = await _sink.FirstAsync<SourceFailed>(Cancelled);
        script.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await CountAsync(2);

        Assert.Contains("InvalidOperationException", failed.Failure.Message, StringComparison.Ordinal);
        Assert.IsNotType<SourceFailed>(_sink.All[1]);
    }

    [Fact]
    public async Task Admission_TooManyReadings_WaitUntilOneEnds()
    {
        using var admission = new SourceAdmission(1);
        var (first, second) = (new Script(_ => null) { Hangs = true }, new Script(_ => null));
        var timing = Every(TimeSpan.FromMinutes(1)) with { Admission = admission, Timeout = TimeSpan.FromSeconds(4) };
        Start(first, timing);
        await first.Started.Task.WaitAsync(Cancelled);
        Start(second, timing);

        Assert.Empty(_sink.All);
        Assert.Equal(0, second.Calls);
        _time.Advance(TimeSpan.FromSeconds(4));
        await CountAsync(2);

        Assert.Equal(1, second.Calls);
    }

    [Fact]
    public void Schedule_ReadingThatTookSeveralIntervals_IsNotRepeated()
    {
        var schedule = new LoopSchedule(TimeSpan.Zero);
        schedule.Done(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5.5));
        Assert.Equal(TimeSpan.FromSeconds(6.5), schedule.Due);
    }

    private static SourceTiming Every(TimeSpan interval) => new(interval);

    private SourceLoop Start(Script script, SourceTiming timing)
    {
        var loop = new SourceLoop(script, timing, _sink, _time, _logger);
        _running.Add(loop.RunAsync(_stop.Token));
        return loop;
    }

    private Task CountAsync(int count) => _sink.UntilAsync(_ => _sink.All.Count == count, Cancelled);

    private sealed class Script(Func<int, FailureKind?> failureOf) : SourceReader(SourceId.Certificates(Node))
    {
        internal int Calls { get; private set; }

        internal bool Hangs { get; init; }

        internal Exception? Fault { get; set; }

        internal TaskCompletionSource Started { get; } = new();

        public override async Task<Observation> ObserveAsync(CancellationToken cancellationToken)
        {
            Calls++;
            Started.TrySetResult();
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            if (Fault is not null)
            {
                throw Fault;
            }

            return failureOf(Calls) is { } kind
                ? throw new SourceFailureException(kind, Message.Verbatim("no"))
                : new SourceAlive(Source, null, DateTimeOffset.UnixEpoch);
        }
    }
}

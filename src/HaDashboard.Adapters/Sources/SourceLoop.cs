using System.Globalization;
using System.Threading.Channels;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Sources;

/// <summary>
/// Reads one source repeatedly: at its interval, at once when it is woken, sooner after a failure. A failure becomes an observation and is
/// logged once per change of its kind; it never ends the loop.
/// </summary>
internal sealed partial class SourceLoop(
    SourceReader reader,
    SourceTiming timing,
    IObservationSink sink,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>A source with an interval of five minutes must not stay unknown for five minutes after a short outage.</summary>
    internal static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(10);

    // One slot: a second call before the first is processed changes nothing.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private readonly LoopSchedule _schedule = new(timing.Phase);
    private FailureKind? _failing;
    private ITimer? _timer;
    private long _start;

    internal SourceId Source => reader.Source;

    internal bool IsWoken => reader.IsWoken;

    /// <summary>Reads at once. A reading in progress is followed by another one, because it may have started too early.</summary>
    internal void WakeUp() => _wake.Writer.TryWrite(true);

    /// <summary>
    /// Sets the time of the first reading. A group of loops is armed before any of them runs: each then has its place in the interval,
    /// however late its task starts.
    /// </summary>
    internal void Arm()
    {
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(
            static state => ((SourceLoop)state!).WakeUp(),
            this,
            timing.Phase,
            Timeout.InfiniteTimeSpan
        );
    }

    internal async Task RunAsync(CancellationToken stop)
    {
        if (_timer is null)
        {
            Arm();
        }

        await using var disposed = reader;
        await using var timer = _timer!;
        try
        {
            while (await _wake.Reader.WaitToReadAsync(stop))
            {
                _wake.Reader.TryRead(out _);
                await ReadOnceAsync(timer, stop);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Shutdown: the result of the last reading is not a failure of the source.
        }
    }

    private async Task ReadOnceAsync(ITimer timer, CancellationToken stop)
    {
        if (!reader.HasTarget)
        {
            _schedule.Done(reader.PauseAfter(timing.Interval), time.GetElapsedTime(_start));
            SetTimer(timer);
            return;
        }

        var observation = await ObserveAsync(stop);
        // Scheduled before the observation is offered: code that reacts to it finds the next reading already due.
        Schedule(timer, observation);
        sink.Offer(observation);
        reader.Offered();
    }

    private void Schedule(ITimer timer, Observation observation)
    {
        var now = time.GetElapsedTime(_start);
        if (observation is SourceFailed failed)
        {
            _schedule.Failed(RetryOf(failed.Failure.Kind), now);
        }
        else
        {
            _schedule.Done(reader.PauseAfter(timing.Interval), now);
        }

        SetTimer(timer);
    }

    private void SetTimer(ITimer timer)
    {
        var left = _schedule.Due - time.GetElapsedTime(_start);
        timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    // A refused request or a malformed answer does not recover within seconds.
    private TimeSpan RetryOf(FailureKind kind)
    {
        var isLasting =
            kind is FailureKind.Unauthorized or FailureKind.Forbidden or FailureKind.NotFound or FailureKind.Malformed;
        return !isLasting && timing.RetryAfter is { } soon && soon < timing.Interval ? soon : timing.Interval;
    }

    private async Task<Observation> ObserveAsync(CancellationToken stop)
    {
        try
        {
            var observation = await AdmittedAsync(stop);
            if (_failing is not null)
            {
                Log.Recovered(logger, reader.Source);
            }

            _failing = null;
            return observation;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = FailureOf(exception);
            LogOnce(failure, exception);
            return new SourceFailed(reader.Source, failure, time.GetUtcNow());
        }
    }

    private async Task<Observation> AdmittedAsync(CancellationToken stop)
    {
        using var place = timing.Admission is { } admission ? await admission.EnterAsync(stop) : null;
        return await WithinTimeoutAsync(stop);
    }

    private async Task<Observation> WithinTimeoutAsync(CancellationToken stop)
    {
        if (timing.Timeout is not { } timeout)
        {
            return await reader.ObserveAsync(stop);
        }

        using var timer = new CancellationTokenSource(timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return await reader.ObserveAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw await reader.ExplainTimeoutAsync(timeout, stop);
        }
    }

    private static SourceFailure FailureOf(Exception exception) =>
        exception is SourceFailureException known
            ? known.ToFailure()
            : new SourceFailure(FailureKind.Other, SourceReadingTexts.InternalError(exception.GetType().Name));

    private void LogOnce(SourceFailure failure, Exception exception)
    {
        if (_failing == failure.Kind)
        {
            return;
        }

        _failing = failure.Kind;
        var level = SourceCatalogue.Of(reader.Source.Kind).IsOptional ? LogLevel.Information : LogLevel.Warning;
        var fault = exception is SourceFailureException ? null : exception;
        var reason = failure.Message.In(CultureInfo.InvariantCulture);
        Log.Failed(logger, fault is null ? level : LogLevel.Error, reader.Source, failure.Kind, reason, fault);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Message = "{Source}: not observed ({Kind}): {Reason} Retried; logged once per kind of failure."
        )]
        public static partial void Failed(
            ILogger logger,
            LogLevel level,
            SourceId source,
            FailureKind kind,
            string reason,
            Exception? exception
        );

        [LoggerMessage(2, LogLevel.Information, "{Source}: observed again.")]
        public static partial void Recovered(ILogger logger, SourceId source);
    }
}

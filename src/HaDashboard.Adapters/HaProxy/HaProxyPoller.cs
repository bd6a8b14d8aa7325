using System.Threading.Channels;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>One node's loop: poll, offer what was seen or why nothing was, wait. Whatever goes wrong in it stays in it.</summary>
internal sealed partial class HaProxyPoller(
    NodeConnection connection,
    string socket,
    PollingOptions polling,
    TimeSpan phase,
    IObservationSink sink,
    TimeProvider time,
    ILogger<HaProxyPoller> logger
)
{
    // One slot: a second call before the first is seen asks for nothing more.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private readonly SourceId _source = SourceId.HaProxy(connection.Node);
    private FailureKind? _failing;
    private ProcessInfo? _worker;
    private DateTimeOffset _firstDue;
    private ITimer? _timer;

    internal NodeName Node => connection.Node;

    /// <summary>Called once the observation of a new worker is on its way.</summary>
    internal Action<NodeName>? NewWorkerSeen { get; init; }

    /// <summary>Polls at once; should a poll be under way, once more behind it, for that one may have asked too early.</summary>
    internal void PollNow() => _wake.Writer.TryWrite(true);

    /// <summary>Sets the first poll's time. Done for all nodes before any of them polls, so that each has its place in the interval however late its loop gets a thread.</summary>
    internal void Arm()
    {
        _firstDue = time.GetUtcNow() + phase;
        _timer = time.CreateTimer(
            static state => ((HaProxyPoller)state!).PollNow(),
            this,
            phase,
            Timeout.InfiniteTimeSpan
        );
    }

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        await using var reader = new HaProxyReader(connection, socket, time);
        await using var timer = _timer!;
        var schedule = new PollSchedule(polling.Interval, _firstDue);
        try
        {
            while (await _wake.Reader.WaitToReadAsync(stoppingToken))
            {
                _wake.Reader.TryRead(out _);
                var before = _worker;
                var observation = await PollAsync(reader, stoppingToken);
                if (time.GetUtcNow() is var now && schedule.Due <= now)
                {
                    schedule.Polled(reader.TransferTime, now);
                }

                // Armed before it is told: whoever acts on the observation finds the next poll already due.
                timer.Change(schedule.Due - now, Timeout.InfiniteTimeSpan);
                sink.Offer(observation);
                if (before is not null && !before.IsSameWorker(_worker!))
                {
                    NewWorkerSeen?.Invoke(Node);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task<Observation> PollAsync(HaProxyReader reader, CancellationToken stoppingToken)
    {
        using var deadline = new PollDeadline(polling.Timeout, time, stoppingToken);
        try
        {
            var (reading, at) = await reader.ReadAsync(deadline);
            Seen(reading.Process, reader.IsLowered);
            return new HaProxyObserved(Node, reading, at);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            var failure = Explain(exception, deadline);
            Failed(failure, exception);
            return new SourceFailed(_source, failure, time.GetUtcNow());
        }
    }

    private static SourceFailure Explain(Exception exception, PollDeadline deadline) =>
        exception switch
        {
            SourceFailureException e => e.ToFailure(),
            OperationCanceledException => new SourceFailure(FailureKind.Timeout, deadline.Describe()),
            _ => new SourceFailure(
                FailureKind.Other,
                $"A fault of the dashboard itself ({exception.GetType().Name}); see its log."
            ),
        };

    private void Seen(ProcessInfo process, bool? isLowered)
    {
        if (_worker is null)
        {
            Log.Observed(logger, Node, process.Version, process.Pid, isLowered is true ? "user" : "the socket's own");
        }
        else if (_failing is not null)
        {
            Log.ObservedAgain(logger, Node, process.Pid);
        }
        else if (!process.IsSameWorker(_worker))
        {
            Log.NewWorker(logger, Node, process.Pid, _worker.Pid);
        }

        (_worker, _failing) = (process, null);
    }

    private void Failed(SourceFailure failure, Exception exception)
    {
        if (_failing == failure.Kind)
        {
            return;
        }

        _failing = failure.Kind;
        var isOurs = exception is not (SourceFailureException or OperationCanceledException);
        Log.NotObserved(logger, Node, failure.Kind, failure.Message, isOurs ? exception : null);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "{Node}: HAProxy {Version} observed, pid {Pid}; the session's level is {Level}."
        )]
        public static partial void Observed(ILogger logger, NodeName node, string version, int pid, string level);

        [LoggerMessage(2, LogLevel.Information, "{Node}: HAProxy observed again, pid {Pid}.")]
        public static partial void ObservedAgain(ILogger logger, NodeName node, int pid);

        [LoggerMessage(3, LogLevel.Information, "{Node}: a new HAProxy worker, pid {Pid}, was {OldPid}.")]
        public static partial void NewWorker(ILogger logger, NodeName node, int pid, int oldPid);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "{Node}: HAProxy not observed ({Kind}): {Reason} Tried on at every interval; said once per kind of failure."
        )]
        public static partial void NotObserved(
            ILogger logger,
            NodeName node,
            FailureKind kind,
            string reason,
            Exception? exception
        );
    }
}

using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy.Polling;

/// <summary>Polls one node's HAProxy through a session that is kept open, and detects a new worker.</summary>
internal sealed partial class HaProxySource(
    NodeConnection connection,
    string socket,
    TimeSpan timeout,
    TimeProvider time,
    ILogger logger
) : ValueReader<HaProxyReading>(SourceCatalogue.HaProxy, connection.Node, time)
{
    private const int TransferShare = 20;
    private const int MostIntervals = 4;

    private readonly HaProxyReader _reader = new(connection, socket, time);
    private DateTimeOffset _arrivedAt;
    private ProcessInfo? _worker;
    private bool _isNewWorker;

    /// <summary>Called after the observation of a new worker was offered to the store.</summary>
    internal Action<NodeName>? NewWorkerSeen { get; init; }

    protected override DateTimeOffset ObservedAt => _arrivedAt;

    public override async Task<HaProxyReading> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new PollDeadline(timeout, Time, cancellationToken);
        try
        {
            (var reading, _arrivedAt) = await _reader.ReadAsync(deadline);
            Notice(reading.Process);
            return reading;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(FailureKind.Timeout, deadline.Describe());
        }
    }

    public override TimeSpan PauseAfter(TimeSpan interval) => PauseFor(_reader.TransferTime, interval);

    public override void Offered()
    {
        if (_isNewWorker)
        {
            _isNewWorker = false;
            NewWorkerSeen?.Invoke(connection.Node);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>
    /// A table that HAProxy needs long to write (10,000 servers: 70 ms) is read less often, so that writing takes at most a twentieth of
    /// HAProxy's time. It is read at least every fourth interval, because otherwise the facts would become stale.
    /// </summary>
    /// <param name="transfer">
    /// From the first to the last byte of the last table. The network latency before it is no load on HAProxy.
    /// </param>
    internal static TimeSpan PauseFor(TimeSpan transfer, TimeSpan interval) =>
        TimeSpan.FromTicks(Math.Clamp(transfer.Ticks * TransferShare, interval.Ticks, interval.Ticks * MostIntervals));

    private void Notice(ProcessInfo process)
    {
        if (_worker is null)
        {
            var level = _reader.IsLowered is true ? "user" : "the socket's own";
            Log.Observed(logger, connection.Node, process.Version, process.Pid, level);
        }
        else if (!process.IsSameWorker(_worker))
        {
            Log.NewWorker(logger, connection.Node, process.Pid, _worker.Pid);
            _isNewWorker = true;
        }

        _worker = process;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "{Node}: HAProxy {Version} observed, pid {Pid}; the session's level is {Level}."
        )]
        public static partial void Observed(ILogger logger, NodeName node, string version, int pid, string level);

        [LoggerMessage(3, LogLevel.Information, "{Node}: a new HAProxy worker, pid {Pid}, was {OldPid}.")]
        public static partial void NewWorker(ILogger logger, NodeName node, int pid, int oldPid);
    }
}

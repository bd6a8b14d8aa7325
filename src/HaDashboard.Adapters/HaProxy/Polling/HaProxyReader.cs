using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Polling;

/// <summary>
/// Polls one node's HAProxy through a session that is kept open. After a reload the session stays connected to the replaced worker, returns
/// its old numbers and keeps it running. So each poll first reads which worker answers, and closes the session if that worker is stopping.
/// </summary>
internal sealed class HaProxyReader(NodeConnection node, string socket, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The first attempt may use a closed or old session, the second may run during a reload.</summary>
    private const int MaxAttempts = 4;

    private static readonly TimeSpan ReloadPause = TimeSpan.FromMilliseconds(50);
    private readonly ReplyBuffer _buffer = new();
    private readonly InfoParser _info = new();
    private readonly StatParser _stat = new();
    private RuntimeApiSession? _session;
    private ProcessInfo? _worker;

    /// <summary>The time HAProxy took to write its last table.</summary>
    internal TimeSpan TransferTime { get; private set; }

    internal bool? IsLowered => _session?.IsLowered;

    /// <returns>The reading, and when its last byte arrived.</returns>
    /// <exception cref="SourceFailureException">There is no reading. The session is closed; the next call opens a new one.</exception>
    internal async Task<(HaProxyReading Reading, DateTimeOffset At)> ReadAsync(PollDeadline deadline)
    {
        try
        {
            return await ReadWithinAttemptsAsync(deadline);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
        finally
        {
            _buffer.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _buffer.Dispose();
    }

    private async Task<(HaProxyReading Reading, DateTimeOffset At)> ReadWithinAttemptsAsync(PollDeadline deadline)
    {
        ProcessInfo? stopping = null;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (attempt > 2)
            {
                await Task.Delay(ReloadPause, time, deadline.Token);
            }

            _session ??= await RuntimeApiSession.OpenAsync(node, socket, _buffer, deadline, time);
            if (_session is not null)
            {
                var (reading, at, process) = await ReadAsync(_session, deadline);
                if (reading is not null)
                {
                    return (reading, at);
                }

                stopping = process ?? stopping;
                await CloseAsync();
            }
        }

        throw stopping is null
            ? new SourceFailureException(FailureKind.ConnectionLost, HaProxyAdapterTexts.ClosedWithoutAnswer(socket))
            : new SourceFailureException(
                FailureKind.Other,
                HaProxyAdapterTexts.OnlyStoppingWorkerPid(socket, stopping.Pid)
            );
    }

    /// <returns>A reading; or no reading, with the process if the one that answered is being replaced.</returns>
    private async Task<(HaProxyReading? Reading, DateTimeOffset At, ProcessInfo? Process)> ReadAsync(
        RuntimeApiSession session,
        PollDeadline deadline
    )
    {
        if (!await session.AskAsync(RuntimeCommand.ShowInfo, deadline))
        {
            return default;
        }

        var process = _info.Parse(session.Reply, time.GetUtcNow());
        if (IsLeaving(process))
        {
            return (null, default, process);
        }

        _worker = process;
        if (!await session.AskAsync(RuntimeCommand.ShowStat, deadline))
        {
            return default;
        }

        var at = time.GetUtcNow();
        TransferTime = session.TransferTime;
        var table = _stat.Parse(session.Reply, at);
        if (table.IsOfReplacedWorker(process) || (table.MayBeStopping && !await IsStillThereAsync(session, deadline)))
        {
            return (null, default, process);
        }

        return (new HaProxyReading(process, table.Columns, table.Proxies), at, process);
    }

    // After a reload between the two answers, show info does not show it, and all frontends of the table have the status STOP (up to 2.4
    // there are no rows).
    private async Task<bool> IsStillThereAsync(RuntimeApiSession session, PollDeadline deadline) =>
        await session.AskAsync(RuntimeCommand.ShowInfo, deadline)
        && !IsLeaving(_info.Parse(session.Reply, time.GetUtcNow()));

    // The worker of a session can't change. If it seems to, something between the dashboard and HAProxy forwards to more than one worker.
    private bool IsLeaving(ProcessInfo process) =>
        process.Stopping
        || (_worker is { } worker && (!process.IsSameWorker(worker) || process.UptimeSeconds < worker.UptimeSeconds));

    private async Task CloseAsync()
    {
        _worker = null;
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }
}

using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Reads one node's HAProxy, again and again, through a kept session. A session stays with a worker that a reload has replaced, answers for
/// ever with the numbers of the past and keeps that worker alive; so each poll asks who answers first, and leaves a worker on its way out.
/// </summary>
internal sealed class HaProxyReader(NodeConnection node, string socket, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The first may meet a dead or old session, the second a reload under way.</summary>
    private const int MaxAttempts = 4;

    private static readonly TimeSpan ReloadPause = TimeSpan.FromMilliseconds(50);
    private readonly ReplyBuffer _buffer = new();
    private readonly InfoParser _info = new();
    private readonly StatParser _stat = new();
    private RuntimeApiSession? _session;
    private ProcessInfo? _worker;

    /// <summary>How long HAProxy took to write its last table.</summary>
    internal TimeSpan TransferTime { get; private set; }

    internal bool? IsLowered => _session?.IsLowered;

    /// <returns>The reading and the moment its last byte arrived.</returns>
    /// <exception cref="SourceFailureException">There is none. The session is closed, the next call begins anew.</exception>
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
            ? new SourceFailureException(
                FailureKind.ConnectionLost,
                $"HAProxy accepts connections on {socket} and closes them without an answer."
            )
            : new SourceFailureException(
                FailureKind.Other,
                $"Only a worker that is stopping answers on {socket} (pid {stopping.Pid}): HAProxy is on its way out, or a reload hangs."
            );
    }

    /// <returns>A reading; or none, and the process where one answered that is being replaced.</returns>
    private async Task<(HaProxyReading? Reading, DateTimeOffset At, ProcessInfo? Process)> ReadAsync(
        RuntimeApiSession session,
        PollDeadline deadline
    )
    {
        if (!await session.AskAsync(RuntimeCommand.ShowInfo, deadline))
        {
            return default;
        }

        var process = _info.Parse(session.Reply);
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
        if (table.MayBeStopping && !await IsStillThereAsync(session, deadline))
        {
            return (null, default, process);
        }

        return (new HaProxyReading(process, table.Columns, table.Proxies), at, process);
    }

    // A reload between the two answers leaves a table of frontends that say STOP (2.4: of no rows at all) behind a clean bill.
    private async Task<bool> IsStillThereAsync(RuntimeApiSession session, PollDeadline deadline) =>
        await session.AskAsync(RuntimeCommand.ShowInfo, deadline) && !IsLeaving(_info.Parse(session.Reply));

    // Within one session the worker can't change; if it seems to, something between us and it is not what we think.
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

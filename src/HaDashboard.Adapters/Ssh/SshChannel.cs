using System.Text;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh;

/// <summary>How a remote command ended.</summary>
/// <param name="Failure">Why it did not end by itself: the connection broke, or it was stopped for cause.</param>
internal sealed record ChannelEnd(int? ExitCode, string Errors, SourceFailureException? Failure);

/// <summary>
/// One remote command and its byte streams. SSH.NET opens, reads and closes by blocking, and ignores tokens; so each channel has a
/// thread of its own, which alone may block, and <see cref="Stop"/> wakes it.
/// </summary>
internal sealed class SshChannel(
    SshLink link,
    string commandLine,
    Action<ReadOnlySpan<byte>> received,
    bool mergeErrors
)
{
    /// <summary>More than this unread is no answer to anything we ask.</summary>
    public const int FloodBytes = 16 * 1024 * 1024;

    private const int ErrorBytes = 8 * 1024;

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ChannelEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private SshCommand? _command;
    private Stream? _input;
    private SourceFailureException? _stopReason;
    private bool _stopped;

    /// <summary>The server has confirmed the command's start.</summary>
    public Task Opened => _opened.Task;

    public Task<ChannelEnd> Ended => _ended.Task;

    public Task RunAsync() =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Blocks while the peer grants no window: for the link's writing thread only. After the end, nothing is written.</summary>
    public void Write(ReadOnlyMemory<byte> data)
    {
        try
        {
            if (!_ended.Task.IsCompleted)
            {
                _input?.Write(data.ToArray(), 0, data.Length);
            }
        }
        catch (Exception e) when (!link.IsCondemnedBy(e))
        {
            // The end came while we wrote; the reader learns of it from the channel's own thread.
        }
    }

    /// <summary>Ends the channel; returns at once. The remote end learns of it when the channel's thread closes it.</summary>
    public void Stop(SourceFailureException? reason = null)
    {
        SshCommand? command;
        lock (_lock)
        {
            _stopReason ??= reason;
            _stopped = true;
            command = _command;
        }

        _opened.TrySetException(SshLink.Restate(reason ?? link.Lost(null)));
        _ = _opened.Task.Exception;
        command?.OutputStream.Dispose();
        command?.ExtendedOutputStream.Dispose();
    }

    /// <summary>Asks the remote process to end, then ends the channel.</summary>
    public void Terminate() =>
        _ = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    _command?.CancelAsync();
                }
                catch (Exception)
                {
                    // The connection is gone: so is the way to tell the process.
                }

                Stop();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    public void StopIfFlooded()
    {
        var command = _command;
        if (
            !mergeErrors
            && command is not null
            && (command.OutputStream.Length > FloodBytes || command.ExtendedOutputStream.Length > FloodBytes)
        )
        {
            Stop(Flood());
        }
    }

    public static SourceFailureException Flood() =>
        new(
            FailureKind.Malformed,
            $"More than {FloodBytes / 1024 / 1024} MiB arrived from the node where a short answer was due; the channel was closed."
        );

    /// <summary>Whether the server would not open the channel, so that nothing has run; the connection itself is well.</summary>
    public static bool IsRefusal(SourceFailureException failure) =>
        failure.Kind == FailureKind.Other && SaysNo(failure.InnerException);

    private static bool SaysNo(Exception? e) =>
        e is SshException and not (SshConnectionException or SshOperationTimeoutException);

    private void Run()
    {
        try
        {
            var running = Start();
            var errors = mergeErrors
                ? Task.Factory.StartNew(
                    () => Pump(_command!.ExtendedOutputStream),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                : null;
            Pump(_command!.OutputStream);
            errors?.Wait();
            End(running, mergeErrors ? "" : ReadErrors());
        }
        catch (Exception e)
        {
            FailToStart(e);
        }
        finally
        {
            Close();
        }
    }

    private Task Start()
    {
        var command = link.Client.CreateCommand(commandLine);
        lock (_lock)
        {
            _command = command;
        }

        var running = command.ExecuteAsync(CancellationToken.None);
        try
        {
            _input = command.CreateInputStream();
        }
        catch (InvalidOperationException)
        {
            // It has already ended: what it said is there to be read.
        }

        lock (_lock)
        {
            if (_stopped)
            {
                command.OutputStream.Dispose();
                command.ExtendedOutputStream.Dispose();
            }
        }

        _opened.TrySetResult();
        return running;
    }

    private void Pump(Stream stream)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0; )
        {
            received(buffer.AsSpan(0, read));
        }
    }

    private string ReadErrors()
    {
        var buffer = new byte[ErrorBytes];
        var length = _stopped
            ? 0
            : _command!.ExtendedOutputStream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private void End(Task running, string errors)
    {
        SourceFailureException? failure;
        bool stopped;
        lock (_lock)
        {
            (failure, stopped) = (_stopReason, _stopped);
        }

        if (failure is null && !stopped && running is { IsFaulted: true })
        {
            failure = FailureOf(running.Exception.InnerException);
        }

        _ended.TrySetResult(new ChannelEnd(_command!.ExitStatus, errors, failure));
    }

    private void FailToStart(Exception e)
    {
        var failure = SaysNo(e)
            ? new SourceFailureException(
                FailureKind.Other,
                $"sshd refuses another channel (MaxSessions in its configuration?): {Printable.Excerpt(e.Message)}",
                e
            )
            : FailureOf(e);
        _opened.TrySetException(SshLink.Restate(_stopReason ?? failure));
        _ = _opened.Task.Exception;
        _ended.TrySetResult(new ChannelEnd(null, "", _stopReason ?? failure));
    }

    private SourceFailureException FailureOf(Exception? e)
    {
        if (!link.IsCondemnedBy(e))
        {
            return link.ChannelLost(e);
        }

        var lost = link.Lost(e);
        if (!_stopped)
        {
            link.Fail(lost);
        }

        return lost;
    }

    private void Close()
    {
        try
        {
            _command?.Dispose();
        }
        catch (Exception)
        {
            // Closing a channel of a broken connection; there is nobody to tell.
        }
    }
}

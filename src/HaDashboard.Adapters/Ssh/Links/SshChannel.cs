using System.Text;
using HaDashboard.Core.Facts.Sources;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>How a remote command ended.</summary>
/// <param name="Failure">
/// Why it did not end normally: the connection was lost, or the channel was stopped with a reason. Otherwise null.
/// </param>
internal sealed record ChannelEnd(int? ExitCode, string Errors, SourceFailureException? Failure);

/// <summary>
/// One remote command and its byte streams. SSH.NET blocks while it opens, reads and closes, and ignores cancellation tokens. So each
/// channel has its own thread, and only that thread blocks. <see cref="Stop"/> unblocks it.
/// </summary>
/// <param name="errors">Called for the error output as it arrives; null: its beginning is in <see cref="ChannelEnd.Errors"/>.</param>
internal sealed class SshChannel(
    SshLink link,
    string commandLine,
    Action<ReadOnlySpan<byte>> received,
    Action<ReadOnlySpan<byte>>? errors
)
{
    /// <summary>The limit of unread bytes. No response to a command of the dashboard is that long.</summary>
    public const int FloodBytes = 16 * 1024 * 1024;

    private const int ErrorBytes = 8 * 1024;

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ChannelEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private SshCommand? _command;
    private Stream? _input;
    private SourceFailureException? _stopReason;
    private bool _stopped;

    /// <summary>Completes when the server has confirmed the start of the command; fails if the channel cannot be opened.</summary>
    public Task Opened => _opened.Task;

    public Task<ChannelEnd> Ended => _ended.Task;

    public Task RunAsync() =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>
    /// Writes to the command's input. It blocks while the peer grants no window, so only the link's writing thread may call it. After the
    /// end of the channel it does nothing.
    /// </summary>
    public void Write(ReadOnlyMemory<byte> data)
    {
        try
        {
            if (!_ended.Task.IsCompleted)
            {
                _input?.Write(data.ToArray(), 0, data.Length);
            }
        }
        catch (Exception e) when (!link.IsConnectionFailure(e))
        {
            // The channel ended during the write. Its own thread reports the end to the reader.
        }
    }

    /// <summary>Ends the channel and returns at once. The channel's thread closes it on the remote side later.</summary>
    public void Stop(SourceFailureException? reason = null)
    {
        SshCommand? command;
        lock (_lock)
        {
            _stopReason ??= reason;
            _stopped = true;
            command = _command;
        }

        _opened.TrySetException(SshFailures.Copy(reason ?? link.Failures.Lost(null)));
        _ = _opened.Task.Exception;
        command?.OutputStream.Dispose();
        command?.ExtendedOutputStream.Dispose();
    }

    /// <summary>Sends the remote process a signal to end, then ends the channel.</summary>
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
                    // The connection is lost, so the signal cannot be sent.
                }

                Stop();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>Stops the channel if more than <see cref="FloodBytes"/> are unread.</summary>
    public void StopIfFlooded()
    {
        var command = _command;
        if (
            errors is null
            && command is not null
            && (command.OutputStream.Length > FloodBytes || command.ExtendedOutputStream.Length > FloodBytes)
        )
        {
            Stop(Flood());
        }
    }

    public static SourceFailureException Flood() =>
        new(FailureKind.Malformed, SshTexts.Flood(FloodBytes / 1024 / 1024));

    /// <summary>True if the server refused to open the channel. Then no command has run, and the connection itself works.</summary>
    public static bool IsRefusal(SourceFailureException failure) =>
        failure.Kind == FailureKind.SessionsLimited && IsChannelRefusal(failure.InnerException);

    private static bool IsChannelRefusal(Exception? e) =>
        e is SshException and not (SshConnectionException or SshOperationTimeoutException);

    private void Run()
    {
        try
        {
            var running = Start();
            var pumpingErrors = errors is null
                ? null
                : Task.Factory.StartNew(
                    () => Pump(_command!.ExtendedOutputStream, errors),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
            Pump(_command!.OutputStream, received);
            pumpingErrors?.Wait();
            End(running, errors is null ? ReadErrors() : "");
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
            // The command has already ended. Its output can still be read.
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

    private static void Pump(Stream stream, Action<ReadOnlySpan<byte>> receiver)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0; )
        {
            receiver(buffer.AsSpan(0, read));
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
        var failure = IsChannelRefusal(e) ? link.Failures.SessionsLimited(link.OpenSessions - 1, e) : FailureOf(e);
        _opened.TrySetException(SshFailures.Copy(_stopReason ?? failure));
        _ = _opened.Task.Exception;
        _ended.TrySetResult(new ChannelEnd(null, "", _stopReason ?? failure));
    }

    private SourceFailureException FailureOf(Exception? e)
    {
        if (!link.IsConnectionFailure(e))
        {
            return link.Failures.ChannelLost(e);
        }

        var lost = link.Failures.Lost(e);
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
            // The connection is lost, so the channel cannot be closed properly.
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>A channel to a Unix socket on the node as a stream. Its reads observe their cancellation token.</summary>
internal sealed class SshSocketStream(SshLink link, Func<ChannelEnd, SourceFailureException> refusal) : NodeStream
{
    // The pipe never pauses its writer, because the channel's thread must not block: it would not notice the end of the channel.
    // Too many unread bytes end the channel instead.
    private readonly Pipe _arrived = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private SshChannel? _channel;
    private OutputFilter? _filter;
    private LoginShell _shell = LoginShell.Quiet;
    private long _unread;
    private bool _hasReceived;
    private bool _disposed;

    public async Task OpenAsync(string commandLine, CancellationToken ct)
    {
        _shell = await link.LoginShell.GetAsync(ct);
        _filter = _shell.FilterOutput(Receive);
        _channel = await link.OpenAsync(_shell.CommandLine(commandLine), _filter.Receive, errors: null, ct);
        _ = FinishAsync(_channel);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ReadResult result;
        try
        {
            result = await _arrived.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            link.CheckConnection();
            throw;
        }
        catch (SourceFailureException e)
        {
            throw SshFailures.Copy(e);
        }

        var read = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var taken = result.Buffer.Slice(0, read);
        taken.CopyTo(buffer.Span);
        _arrived.Reader.AdvanceTo(taken.End);
        Interlocked.Add(ref _unread, -read);
        return read;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var copy = buffer.ToArray();
        try
        {
            await link.WriteAsync(() => _channel!.Write(copy)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            link.CheckConnection();
            throw;
        }
        catch (Exception e) when (e is not SourceFailureException)
        {
            var lost = link.Failures.Lost(e);
            link.Fail(lost);
            throw SshFailures.Copy(lost);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _channel?.Stop();
        }

        base.Dispose(disposing);
    }

    private void Receive(ReadOnlySpan<byte> data)
    {
        _hasReceived = true;
        if (Interlocked.Add(ref _unread, data.Length) > SshChannel.FloodBytes)
        {
            _channel!.Stop(SshChannel.Flood());
            return;
        }

        _arrived.Writer.Write(data);
        _ = _arrived.Writer.FlushAsync().AsTask();
    }

    /// <summary>
    /// Completes the stream. A relay that exits with an error before it sent anything could not open the socket. Any other end is the
    /// end of the socket.
    /// </summary>
    private async Task FinishAsync(SshChannel channel)
    {
        var end = await channel.Ended;
        EndFilter(end);
        end = end with { Errors = _shell.WithoutGreeting(end.Errors) };
        var failure = end.Failure ?? (!_hasReceived && end.ExitCode is not (null or 0) ? refusal(end) : null);
        await _arrived.Writer.CompleteAsync(failure);
    }

    // What is held of a stopped channel may be a part of the shell's greeting.
    private void EndFilter(ChannelEnd end)
    {
        if (end is { Failure: null, ExitCode: not null })
        {
            _filter!.End();
        }

        if (!_filter!.HasFound)
        {
            link.LoginShell.Forget();
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>A channel to a Unix socket on the node, seen as a stream whose reads honour their token.</summary>
internal sealed class SshSocketStream(SshLink link, Func<ChannelEnd, SourceFailureException> refusal) : NodeStream
{
    // No back-pressure by waiting: the channel's thread must stay free to notice the end. Too much unread ends the channel instead.
    private readonly Pipe _arrived = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private SshChannel? _channel;
    private long _unread;
    private bool _anything;
    private bool _disposed;

    public async Task OpenAsync(string commandLine, CancellationToken ct)
    {
        _channel = await link.OpenAsync(commandLine, Receive, mergeErrors: false, ct);
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
            link.Suspect();
            throw;
        }
        catch (SourceFailureException e)
        {
            throw SshLink.Restate(e);
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
            link.Suspect();
            throw;
        }
        catch (Exception e) when (e is not SourceFailureException)
        {
            var lost = link.Lost(e);
            link.Fail(lost);
            throw SshLink.Restate(lost);
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
        _anything = true;
        if (Interlocked.Add(ref _unread, data.Length) > SshChannel.FloodBytes)
        {
            _channel!.Stop(SshChannel.Flood());
            return;
        }

        _arrived.Writer.Write(data);
        _ = _arrived.Writer.FlushAsync().AsTask();
    }

    /// <summary>A relay that leaves with an error before it said anything could not reach the socket; any other end is the socket's.</summary>
    private async Task FinishAsync(SshChannel channel)
    {
        var end = await channel.Ended;
        var failure = end.Failure ?? (!_anything && end.ExitCode is not (null or 0) ? refusal(end) : null);
        await _arrived.Writer.CompleteAsync(failure);
    }
}

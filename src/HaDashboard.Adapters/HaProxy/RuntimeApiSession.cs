using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// One connection to a runtime API in prompt mode, with one command outstanding at most: kept and at the lowest level for polling, or
/// short and at the socket's own level for an action.
/// It stays with the worker it began with, also across a reload: who uses it must look at <c>Stopping</c> in every poll.
/// </summary>
internal sealed class RuntimeApiSession : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly ReplyBuffer _buffer;
    private readonly TimeProvider _time;
    private int _length;

    private RuntimeApiSession(Stream stream, ReplyBuffer buffer, TimeProvider time) =>
        (_stream, _buffer, _time) = (stream, buffer, time);

    /// <summary>False where HAProxy did not take <c>user</c>: the session keeps the socket's own level, and still only ever reads.</summary>
    internal bool IsLowered { get; private set; }

    /// <summary>From the first to the last byte of the last reply: the time it took to write, without the way there.</summary>
    internal TimeSpan TransferTime { get; private set; }

    /// <summary>The last reply is only its beginning.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>The last reply without its prompt, valid until the next command.</summary>
    internal ReadOnlySpan<byte> Reply => _buffer.Written[.._length];

    /// <returns>null where HAProxy closed it at once: a worker on its way out does.</returns>
    internal static async Task<RuntimeApiSession?> OpenAsync(
        NodeConnection node,
        string socket,
        ReplyBuffer buffer,
        PollDeadline deadline,
        TimeProvider time
    )
    {
        var session = await OpenAsync(node, socket, RuntimeCommand.User, buffer, deadline, time);
        session?.IsLowered = session._length == 0;
        return session;
    }

    /// <summary>At the socket's own level, its answers marked with their severity.</summary>
    /// <returns>null where HAProxy closed it at once: a worker on its way out does.</returns>
    internal static Task<RuntimeApiSession?> OpenForActionAsync(
        NodeConnection node,
        string socket,
        ReplyBuffer buffer,
        PollDeadline deadline,
        TimeProvider time
    ) => OpenAsync(node, socket, RuntimeCommand.NumberSeverities, buffer, deadline, time);

    private static async Task<RuntimeApiSession?> OpenAsync(
        NodeConnection node,
        string socket,
        RuntimeCommand second,
        ReplyBuffer buffer,
        PollDeadline deadline,
        TimeProvider time
    )
    {
        deadline.Connecting();
        var stream = await node.OpenUnixSocketAsync(socket, deadline.Token);
        deadline.Connected();
        var session = new RuntimeApiSession(stream, buffer, time);
        try
        {
            if (await session.AskAsync(RuntimeCommand.Prompt, deadline) && await session.AskAsync(second, deadline))
            {
                return session;
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    /// <returns>False where the session was over before a byte of the answer came: closed by <c>stats timeout</c>, or its worker is gone.</returns>
    /// <exception cref="SourceFailureException">The answer broke off, or never ends. The session can't be used any more.</exception>
    /// <param name="limit">So much of the answer is enough; the session is then in the middle of it and can only be closed.</param>
    internal async ValueTask<bool> AskAsync(RuntimeCommand command, PollDeadline deadline, int limit = int.MaxValue)
    {
        deadline.Asking(command.Text);
        _buffer.Clear();
        _length = 0;
        long firstByte = 0;
        try
        {
            await _stream.WriteAsync(command.Line, deadline.Token);
            await _stream.FlushAsync(deadline.Token);
            while (await _stream.ReadAsync(_buffer.Room(), deadline.Token) is var read and > 0)
            {
                firstByte = _buffer.Length == 0 ? _time.GetTimestamp() : firstByte;
                _buffer.Advance(read);
                deadline.Received(_buffer.Length);
                if (PromptFraming.TryFindEnd(_buffer.Written, out _length))
                {
                    TransferTime = _time.GetElapsedTime(firstByte);
                    return true;
                }

                if (_buffer.Length >= limit)
                {
                    (_length, IsCut) = (limit, true);
                    return true;
                }
            }
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.ConnectionLost && _buffer.Length == 0)
        {
            return false;
        }
        catch (IOException e)
        {
            return _buffer.Length == 0 ? false : throw BrokenOff(command, Printable.Excerpt(e.Message), e);
        }

        return _buffer.Length == 0 ? false : throw BrokenOff(command, "the connection was closed", null);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // A cut table may end cleanly at a row; only the prompt behind it says that it is whole.
    private SourceFailureException BrokenOff(RuntimeCommand command, string how, Exception? inner) =>
        new(
            FailureKind.ConnectionLost,
            $"HAProxy's answer to {command.Text} broke off after {_buffer.Length} bytes: {how}.",
            inner
        );
}

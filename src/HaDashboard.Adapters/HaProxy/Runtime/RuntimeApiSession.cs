using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Runtime;

/// <summary>
/// One connection to a runtime API in prompt mode, with at most one command in progress. For polling it is kept open at the lowest level;
/// for an action it is short and at the socket's own level. It stays connected to the same worker, also after a reload, so every poll must
/// check <c>Stopping</c>.
/// </summary>
internal sealed class RuntimeApiSession : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly ReplyBuffer _buffer;
    private readonly TimeProvider _time;
    private int _length;

    private RuntimeApiSession(Stream stream, ReplyBuffer buffer, TimeProvider time) =>
        (_stream, _buffer, _time) = (stream, buffer, time);

    /// <summary>False where HAProxy refused <c>user</c>: the session keeps the socket's own level, and still only reads.</summary>
    internal bool IsLowered { get; private set; }

    /// <summary>
    /// From the first to the last byte of the last reply: the time HAProxy took to write it, without the network latency before it.
    /// </summary>
    internal TimeSpan TransferTime { get; private set; }

    /// <summary>The last reply is truncated.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>The last reply without its prompt, valid until the next command.</summary>
    internal ReadOnlySpan<byte> Reply => _buffer.Written[.._length];

    /// <returns>null where HAProxy closed the connection at once, as a stopping worker does.</returns>
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

    /// <summary>Opens a session at the socket's own level, with a severity on each answer.</summary>
    /// <returns>null where HAProxy closed the connection at once, as a stopping worker does.</returns>
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

    /// <returns>
    /// False where the session ended before the first byte of the answer: closed by <c>stats timeout</c>, or its worker has exited.
    /// </returns>
    /// <exception cref="SourceFailureException">The answer is incomplete or too long. The session can't be used any more.</exception>
    /// <param name="limit">
    /// The maximum number of bytes to read; a session that reaches it is in the middle of an answer and can only be closed.
    /// </param>
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
            return _buffer.Length == 0
                ? false
                : throw BrokenOff(command, Message.Verbatim(Printable.Excerpt(e.Message)), e);
        }

        return _buffer.Length == 0 ? false : throw BrokenOff(command, HaProxyAdapterTexts.ConnectionClosed, null);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // A truncated table may end at the end of a row; only the prompt proves that it is complete.
    private SourceFailureException BrokenOff(RuntimeCommand command, Message reason, Exception? inner) =>
        new(
            FailureKind.ConnectionLost,
            HaProxyAdapterTexts.AnswerEndedEarly(command.Text, _buffer.Length, reason),
            inner
        );
}

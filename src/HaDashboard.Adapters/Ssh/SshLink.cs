using System.Collections.Concurrent;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// One live SSH connection, from sign-in to its first failure. It never heals: the first failure ends every channel and the
/// client, and the next caller gets a new link.
/// </summary>
internal sealed class SshLink : IAsyncDisposable
{
    /// <summary>Two below sshd's default of ten: it counts an ended session a moment longer than we do, and refuses meanwhile.</summary>
    public const int MaxChannels = 8;

    private const int MaxRefusals = 3;
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan GuardInterval = TimeSpan.FromMilliseconds(250);

    private readonly SshNodeEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly SemaphoreSlim _slots = new(MaxChannels);
    private readonly ConcurrentDictionary<SshChannel, Task> _channels = new();
    private readonly BlockingCollection<Action> _writes = [];
    private readonly TaskCompletionSource<SourceFailureException> _failed = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _guard;
    private int _writerStarted;
    private int _proving;

    public SshLink(SshClient client, SshNodeEndpoint endpoint, TimeProvider time, IReadOnlyList<IDisposable> owned)
    {
        (Client, _endpoint, _time, _owned) = (client, endpoint, time, owned);
        ConnectedAt = time.GetTimestamp();
        ServerVersion = Printable.Excerpt(client.ConnectionInfo.ServerVersion, 100);
        _guard = time.CreateTimer(_ => Guard(), null, GuardInterval, GuardInterval);
        client.ErrorOccurred += (_, e) => Fail(Lost(e.Exception));
    }

    public SshClient Client { get; }

    public NodeName Node => _endpoint.Node;

    public long ConnectedAt { get; }

    public string ServerVersion { get; }

    /// <summary>Completes with the reason when the connection is lost.</summary>
    public Task<SourceFailureException> Failed => _failed.Task;

    public bool IsUsable => !_failed.Task.IsCompleted;

    /// <summary>
    /// Whether it is worth asking. SSH.NET's IsConnected says yes long after the peer is gone, but its no is certain: a server
    /// that took its leave while no channel was open is noticed by nothing else.
    /// </summary>
    public bool CheckUsable()
    {
        if (IsUsable && !ClientIsConnected())
        {
            Fail(Lost(null));
        }

        return IsUsable;
    }

    /// <summary>Starts a remote command and returns once the server has confirmed it.</summary>
    /// <param name="received">Called on the channel's own thread, and never after <see cref="SshChannel.Ended"/> completed.</param>
    /// <exception cref="SourceFailureException">The connection is lost, or the server refuses one more channel.</exception>
    public async Task<SshChannel> OpenAsync(
        string commandLine,
        Action<ReadOnlySpan<byte>> received,
        bool mergeErrors,
        CancellationToken ct
    )
    {
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                return await OpenOnceAsync(commandLine, received, mergeErrors, ct);
            }
            catch (SourceFailureException e) when (SshChannel.IsRefusal(e) && refusals < MaxRefusals)
            {
                // Nothing has run. A session that is just ending will have left its place by then.
                await Task.Delay(AfterRefusal * (1 << refusals), _time, ct);
            }
        }
    }

    private async Task<SshChannel> OpenOnceAsync(
        string commandLine,
        Action<ReadOnlySpan<byte>> received,
        bool mergeErrors,
        CancellationToken ct
    )
    {
        await _slots.WaitAsync(ct);
        var asked = _time.GetTimestamp();
        var channel = new SshChannel(this, commandLine, received, mergeErrors);
        _channels[channel] = channel.RunAsync().ContinueWith(_ => Release(channel), TaskScheduler.Default);
        if (_failed.Task is { IsCompleted: true } failed)
        {
            channel.Stop(await failed);
        }

        try
        {
            await channel.Opened.WaitAsync(ct);
            return channel;
        }
        catch (OperationCanceledException)
        {
            if (_time.GetElapsedTime(asked) >= Patience)
            {
                Fail(Silent());
            }

            channel.Stop();
            throw;
        }
    }

    /// <summary>Writes run on one thread of this link: SSH.NET blocks there while the peer grants no window.</summary>
    public Task WriteAsync(Action write)
    {
        if (Interlocked.Exchange(ref _writerStarted, 1) == 0)
        {
            _ = Task.Factory.StartNew(
                WriteLoop,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _writes.Add(() => Complete(done, write));
        }
        catch (InvalidOperationException)
        {
            // The link failed meanwhile.
            return Task.FromException(Restate(_failed.Task.Result));
        }

        return done.Task;
    }

    /// <summary>
    /// Somebody waited in vain. HAProxy may hang, or the connection may be half open; only the server's answer to something else
    /// tells, so ask it, and give the link up if it stays silent.
    /// </summary>
    public void Suspect()
    {
        if (IsUsable && Interlocked.Exchange(ref _proving, 1) == 0)
        {
            _ = ProveAliveAsync();
        }
    }

    /// <summary>Ends the link; the first reason stays. Returns at once, the tidying-up has its own thread.</summary>
    public void Fail(SourceFailureException reason)
    {
        if (!_failed.TrySetResult(reason))
        {
            return;
        }

        _guard.Dispose();
        _writes.CompleteAdding();
        foreach (var channel in _channels.Keys)
        {
            channel.Stop(reason);
        }

        _ = Task.Factory.StartNew(
            DisposeClient,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public SourceFailureException Lost(Exception? e) =>
        e switch
        {
            SourceFailureException failure => failure,
            SshOperationTimeoutException => Silent(),
            SshConnectionException or System.Net.Sockets.SocketException or ObjectDisposedException or null => new(
                FailureKind.ConnectionLost,
                $"The SSH connection to {_endpoint.Node} ({_endpoint.HostAndPort}) broke: {Printable.Excerpt(e?.Message ?? "closed by the server")}",
                e
            ),
            _ => new(
                FailureKind.Other,
                $"The SSH connection to {_endpoint.Node} ({_endpoint.HostAndPort}) failed: {Printable.Excerpt(e.Message)}",
                e
            ),
        };

    /// <summary>
    /// Whether what SSH.NET threw tells of the connection, or only of one channel. A channel that the server closes is taken apart by
    /// SSH.NET's own thread while ours may still be inside it, opening or writing: what that throws, mostly ObjectDisposedException, is the
    /// end of the channel. Taken for the connection's, a relay that dies on a slow machine costs every other channel its link.
    /// </summary>
    public bool IsCondemnedBy(Exception? e) =>
        e is SshConnectionException or SshOperationTimeoutException or System.Net.Sockets.SocketException
        || !CheckUsable();

    /// <summary>One channel is over; whoever wants another may ask the same link.</summary>
    public SourceFailureException ChannelLost(Exception? e) =>
        new(
            FailureKind.ConnectionLost,
            $"A channel to {_endpoint.Node} ({_endpoint.HostAndPort}) was closed while it was in use: {Printable.Excerpt(e?.Message ?? "closed by the server")}",
            e
        );

    public SourceFailureException Silent() =>
        new(
            FailureKind.Timeout,
            $"{_endpoint.Node} ({_endpoint.HostAndPort}) stopped answering over SSH: nothing within {Patience.TotalSeconds:0.#} s, not even the opening of a channel."
        );

    /// <summary>A server that is well confirms a channel in milliseconds; half the timeout without an answer is silence.</summary>
    private TimeSpan Patience => _endpoint.Timeout / 2;

    public async ValueTask DisposeAsync()
    {
        Fail(new SourceFailureException(FailureKind.Other, $"The connection to {_endpoint.Node} is being closed."));
        try
        {
            await Task.WhenAll(_channels.Values.Append(_disposed.Task))
                .WaitAsync(_endpoint.Timeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // A thread inside SSH.NET still waits for a dead peer; it ends with the kernel's patience, and nobody waits for it.
        }
    }

    /// <summary>A thrown exception belongs to one throw; this is the same reason for another.</summary>
    public static SourceFailureException Restate(SourceFailureException reason) =>
        new(reason.Kind, reason.Message, reason.InnerException);

    private bool ClientIsConnected()
    {
        try
        {
            return Client.IsConnected;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private static void Complete(TaskCompletionSource done, Action write)
    {
        try
        {
            write();
            done.TrySetResult();
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }

    private async Task ProveAliveAsync()
    {
        if (!await _slots.WaitAsync(0))
        {
            Volatile.Write(ref _proving, 0);
            return;
        }

        _slots.Release();
        using var deadline = new CancellationTokenSource(Patience, _time);
        try
        {
            var channel = await OpenAsync("exec true", static _ => { }, mergeErrors: false, deadline.Token);
            channel.Stop();
        }
        catch (OperationCanceledException)
        {
            Fail(Silent());
        }
        catch (SourceFailureException)
        {
            // Refused or lost: an answer, or already known.
        }
        finally
        {
            Volatile.Write(ref _proving, 0);
        }
    }

    private void WriteLoop()
    {
        foreach (var write in _writes.GetConsumingEnumerable())
        {
            write();
        }
    }

    private void Guard()
    {
        foreach (var channel in _channels.Keys)
        {
            channel.StopIfFlooded();
        }
    }

    private void Release(SshChannel channel)
    {
        _channels.TryRemove(channel, out _);
        _slots.Release();
    }

    private void DisposeClient()
    {
        try
        {
            Client.Dispose();
        }
        catch (Exception)
        {
            // SSH.NET disposes its wait handles under its own threads' feet; the socket is closed by then.
        }

        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        _disposed.TrySetResult();
    }
}

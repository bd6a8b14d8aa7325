using System.Collections.Concurrent;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// One SSH connection, from sign-in to its first failure. It does not reconnect: the first failure ends every channel and the client, and
/// the next caller receives a new link.
/// </summary>
internal sealed class SshLink : IAsyncDisposable
{
    /// <summary>
    /// Two below sshd's default of ten. sshd counts an ended session slightly longer than the client does; at the limit it would refuse
    /// a new one.
    /// </summary>
    public const int MaxChannels = 8;

    /// <summary>The polling session of HAProxy stays open, so every other command needs a second one.</summary>
    private const int LeastSessions = 2;

    private const int MaxRefusals = 4;
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FloodCheckInterval = TimeSpan.FromMilliseconds(250);

    private readonly SshNodeEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly SemaphoreSlim _slots = new(MaxChannels);
    private readonly ConcurrentDictionary<SshChannel, Task> _channels = new();
    private readonly SshWriteQueue _writes = new();
    private readonly TaskCompletionSource<SourceFailureException> _failed = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _floodTimer;
    private readonly Lock _limitLock = new();
    private int _limit = MaxChannels;
    private int _openSessions;
    private int _checking;

    public SshLink(SshClient client, SshNodeEndpoint endpoint, TimeProvider time, IReadOnlyList<IDisposable> owned)
    {
        (Client, _endpoint, _time, _owned) = (client, endpoint, time, owned);
        Failures = new SshFailures(endpoint);
        LoginShell = new LoginShellProbe(this, time);
        ConnectedAt = time.GetTimestamp();
        ServerVersion = Printable.Excerpt(client.ConnectionInfo.ServerVersion, 100);
        _floodTimer = time.CreateTimer(_ => StopFloodedChannels(), null, FloodCheckInterval, FloodCheckInterval);
        client.ErrorOccurred += (_, e) => Fail(Failures.Lost(e.Exception));
    }

    public SshClient Client { get; }

    public SshFailures Failures { get; }

    public NodeName Node => _endpoint.Node;

    public long ConnectedAt { get; }

    public string ServerVersion { get; }

    /// <summary>What the account's shell prints before the output of each command.</summary>
    public LoginShellProbe LoginShell { get; }

    /// <summary>The sessions that are open or being opened.</summary>
    public int OpenSessions => Volatile.Read(ref _openSessions);

    /// <summary>Completes with the reason when the connection is lost.</summary>
    public Task<SourceFailureException> Failed => _failed.Task;

    public bool IsUsable => !_failed.Task.IsCompleted;

    /// <summary>
    /// True if the link can be used. SSH.NET's IsConnected stays true long after the peer is lost, but false is reliable. Nothing else
    /// detects a server that closed the connection while no channel was open.
    /// </summary>
    public bool CheckUsable()
    {
        if (IsUsable && !ClientIsConnected())
        {
            Fail(Failures.Lost(null));
        }

        return IsUsable;
    }

    /// <summary>Starts a remote command and returns once the server has confirmed it.</summary>
    /// <param name="received">Called on the channel's own thread, and never after <see cref="SshChannel.Ended"/> completed.</param>
    /// <param name="errors">The same for the error output, on another thread; null: see <see cref="ChannelEnd.Errors"/>.</param>
    /// <exception cref="SourceFailureException">The connection is lost, or the server refuses one more channel.</exception>
    public async Task<SshChannel> OpenAsync(
        string commandLine,
        Action<ReadOnlySpan<byte>> received,
        Action<ReadOnlySpan<byte>>? errors,
        CancellationToken ct
    )
    {
        var limit = Volatile.Read(ref _limit);
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                return await OpenOnceAsync(commandLine, received, errors, ct);
            }
            catch (SourceFailureException e) when (SshChannel.IsRefusal(e) && limit > Volatile.Read(ref _limit))
            {
                // Another request has learned the limit meanwhile, so the refusals until now came from too many requests.
                (limit, refusals) = (Volatile.Read(ref _limit), -1);
            }
            catch (SourceFailureException e) when (SshChannel.IsRefusal(e) && refusals < MaxRefusals)
            {
                // No command has run. After the delay, a session that is just ending no longer counts.
                await Task.Delay(AfterRefusal * (1 << refusals), _time, ct);
            }
            catch (SourceFailureException e) when (SshChannel.IsRefusal(e) && Volatile.Read(ref _limit) > LeastSessions)
            {
                // sshd's MaxSessions is lower than usual. From now on a request waits until another session of this link ends.
                LowerLimit();
                (limit, refusals) = (Volatile.Read(ref _limit), 0);
            }
        }
    }

    /// <summary>Returns when the server has answered a request for one more session. A refusal is an answer.</summary>
    /// <exception cref="SourceFailureException">The connection is lost.</exception>
    public async Task ProveAsync(CancellationToken ct)
    {
        try
        {
            var channel = await OpenOnceAsync("exec true", static _ => { }, errors: null, ct);
            channel.Stop();
        }
        catch (SourceFailureException e) when (SshChannel.IsRefusal(e))
        {
            // The server does not start another session now, but it responds.
        }
    }

    private async Task<SshChannel> OpenOnceAsync(
        string commandLine,
        Action<ReadOnlySpan<byte>> received,
        Action<ReadOnlySpan<byte>>? errors,
        CancellationToken ct
    )
    {
        await TakeSlotAsync(ct);
        Interlocked.Increment(ref _openSessions); // before the channel runs: a refusal reports the number of open sessions
        var started = _time.GetTimestamp();
        var channel = new SshChannel(this, commandLine, received, errors);
        var ended = channel.RunAsync().ContinueWith(_ => Release(channel), TaskScheduler.Default);
        _channels[channel] = ended;
        if (ended.IsCompleted)
        {
            _channels.TryRemove(channel, out _); // It ended before it was added.
        }

        if (_failed.Task is { IsCompleted: true } failed)
        {
            channel.Stop(await failed);
        }

        try
        {
            await channel.Opened.WaitAsync(ct);
            return channel;
        }
        catch (SourceFailureException e) when (SshChannel.IsRefusal(e))
        {
            await ended; // A refused session must not count as an open one.
            throw;
        }
        catch (OperationCanceledException)
        {
            if (_time.GetElapsedTime(started) >= Failures.ResponseTimeout)
            {
                Fail(Failures.NotResponding());
            }

            channel.Stop();
            throw;
        }
    }

    /// <summary>Runs a write on the writing thread of this link.</summary>
    /// <exception cref="SourceFailureException">The link has failed.</exception>
    public Task WriteAsync(Action write)
    {
        try
        {
            return _writes.AddAsync(write);
        }
        catch (InvalidOperationException)
        {
            // The link has failed meanwhile.
            return Task.FromException(SshFailures.Copy(_failed.Task.Result));
        }
    }

    /// <summary>
    /// To be called after a timeout. Either HAProxy hangs or the connection is half open. To find out, the link opens another channel
    /// in the background, and fails if the server does not respond.
    /// </summary>
    public void CheckConnection()
    {
        if (IsUsable && Interlocked.Exchange(ref _checking, 1) == 0)
        {
            _ = CheckConnectionAsync();
        }
    }

    /// <summary>Ends the link. Only the first reason counts. It returns at once; the clean-up runs on its own thread.</summary>
    public void Fail(SourceFailureException reason)
    {
        if (!_failed.TrySetResult(reason))
        {
            return;
        }

        _floodTimer.Dispose();
        _writes.Close();
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

    /// <summary>
    /// True if an exception of SSH.NET means that the connection failed, and not only one channel. When the server closes a channel, a
    /// thread of SSH.NET disposes it, possibly while another thread opens it or writes to it. The resulting exception, usually
    /// ObjectDisposedException, concerns the channel only. Without this distinction, a relay that exits on a slow machine would end the
    /// link for every other channel.
    /// </summary>
    public bool IsConnectionFailure(Exception? e) =>
        e is SshConnectionException or SshOperationTimeoutException or System.Net.Sockets.SocketException
        || !CheckUsable();

    public async ValueTask DisposeAsync()
    {
        LoginShell.Dispose();
        Fail(new SourceFailureException(FailureKind.Other, SshTexts.ConnectionClosing(_endpoint.Node)));
        try
        {
            await Task.WhenAll(_channels.Values.Append(_disposed.Task))
                .WaitAsync(_endpoint.Timeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // A thread inside SSH.NET still waits for a peer that does not respond. It ends at the kernel's timeout; nothing waits for it.
        }
    }

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

    private async Task CheckConnectionAsync()
    {
        if (!await _slots.WaitAsync(0))
        {
            Volatile.Write(ref _checking, 0);
            return;
        }

        _slots.Release();
        using var deadline = new CancellationTokenSource(Failures.ResponseTimeout, _time);
        try
        {
            await ProveAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Fail(Failures.NotResponding());
        }
        catch (SourceFailureException)
        {
            // The connection is already known to be lost.
        }
        finally
        {
            Volatile.Write(ref _checking, 0);
        }
    }

    /// <summary>Waits for a slot: without limit if all slots are usual, otherwise so long that the failure can name MaxSessions.</summary>
    private async Task TakeSlotAsync(CancellationToken ct)
    {
        var limit = Volatile.Read(ref _limit);
        var wait = limit < MaxChannels ? Failures.ResponseTimeout : Timeout.InfiniteTimeSpan;
        if (!await _slots.WaitAsync(wait, ct))
        {
            throw Failures.SessionsLimited(limit);
        }
    }

    private void LowerLimit()
    {
        lock (_limitLock)
        {
            var limit = Math.Clamp(OpenSessions, LeastSessions, Math.Max(LeastSessions, _limit - 1));
            // A slot that is taken here is never released.
            while (_limit > limit && _slots.Wait(0))
            {
                _limit--;
            }
        }
    }

    private void StopFloodedChannels()
    {
        foreach (var channel in _channels.Keys)
        {
            channel.StopIfFlooded();
        }
    }

    private void Release(SshChannel channel)
    {
        _channels.TryRemove(channel, out _);
        Interlocked.Decrement(ref _openSessions);
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
            // SSH.NET disposes wait handles that its own threads still use. The socket is already closed at that point.
        }

        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        _disposed.TrySetResult();
    }
}

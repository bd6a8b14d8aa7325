using System.Collections.Concurrent;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// A node over one kept SSH connection: made when first needed, replaced when it fails, left alone for a while when it can't be
/// made. Nothing here is shared with another node, and nothing a node does can hold a caller past the endpoint's timeout.
/// </summary>
public sealed partial class SshNodeConnection : NodeConnection
{
    /// <summary>A link that lived shorter than this proves nothing: losing such links again and again counts as failing.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromSeconds(10);

    /// <summary>A hundred nodes share one key file; its mode is one piece of news.</summary>
    private static readonly ConcurrentDictionary<string, bool> KeysWarnedOf = new(StringComparer.Ordinal);

    private readonly SshNodeEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly ILogger<SshNodeConnection> _logger;
    private readonly Backoff _backoff;
    private readonly Lock _lock = new();
    private SshLink? _link;
    private Task<SshLink>? _attempt;
    private Task<SshLink>? _abandoned;
    private volatile SshConnector? _connector;
    private SourceFailureException? _lastFailure;
    private FailureKind? _loggedFailure;
    private int _shortLives;
    private bool _disposed;

    /// <param name="jitter">A number in [0, 1) per call; random when null.</param>
    public SshNodeConnection(SshNodeEndpoint endpoint, TimeProvider time, ILogger<SshNodeConnection> logger, Func<double>? jitter = null)
    {
        (_endpoint, _time, _logger) = (endpoint, time, logger);
        _backoff = new Backoff(time, jitter ?? Random.Shared.NextDouble);
    }

    public override NodeName Node => _endpoint.Node;

    /// <summary>The relay tool found on the node; null before the first socket was opened.</summary>
    public SocketRelay? Relay { get; private set; }

    /// <summary>What the server calls itself, for example <c>SSH-2.0-OpenSSH_9.2p1</c>; null while not connected.</summary>
    public string? ServerVersion
    {
        get
        {
            lock (_lock)
            {
                return _link?.ServerVersion;
            }
        }
    }

    public override async Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct)
    {
        UnixSocketPath.Require(path);
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            // A link that was lying idle may turn out dead only now; that is no reason to make the caller ask twice.
            var (link, isNew) = await LinkAsync(deadline.Token);
            try
            {
                return await OpenUnixSocketAsync(link, path, deadline.Token);
            }
            catch (SourceFailureException e) when (!isNew && e.Kind == FailureKind.ConnectionLost)
            {
                (link, _) = await LinkAsync(deadline.Token);
                return await OpenUnixSocketAsync(link, path, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooSlow($"opening {path}");
        }
    }

    public override async Task<Stream> OpenTcpAsync(int port, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, isNew) = await LinkAsync(deadline.Token);
            try
            {
                return await new SshPortChannel(link, port).OpenAsync(deadline.Token);
            }
            catch (SourceFailureException e) when (!isNew && e.Kind == FailureKind.ConnectionLost)
            {
                (link, _) = await LinkAsync(deadline.Token);
                return await new SshPortChannel(link, port).OpenAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooSlow($"opening 127.0.0.1:{port}");
        }
    }

    public override async Task ProveAsync(CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(_endpoint.Timeout / 2, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, _) = await LinkAsync(deadline.Token);
            var channel = await link.OpenAsync("exec true", static _ => { }, mergeErrors: false, deadline.Token);
            channel.Stop();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooSlow("proving that it is there");
        }
    }

    public override async Task<CommandResult> RunAsync(string commandLine, TimeSpan timeout, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(commandLine);
        using var timer = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            var (link, _) = await LinkAsync(deadline.Token);
            return await RunAsync(link, commandLine, timeout, deadline.Token, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooSlow("starting a command");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        SshLink? link;
        Task<SshLink>? attempt;
        lock (_lock)
        {
            _disposed = true;
            (link, attempt) = (_link, _attempt);
            _link = null;
        }

        if (attempt is not null)
        {
            // It ends by its own deadline, and closes what it made.
            await attempt.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (link is not null)
        {
            await link.DisposeAsync();
        }
    }

    private async Task<Stream> OpenUnixSocketAsync(SshLink link, string path, CancellationToken ct)
    {
        var relay = await RelayAsync(link, ct);
        var stream = new SshSocketStream(link, end => Refusal(path, end));
        try
        {
            await stream.OpenAsync(SocketRelays.CommandFor(relay, path), ct);
            return stream;
        }
        catch (OperationCanceledException)
        {
            link.Suspect();
            await stream.DisposeAsync();
            throw;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<CommandResult> RunAsync(SshLink link, string commandLine, TimeSpan timeout, CancellationToken toStart, CancellationToken toEnd)
    {
        var output = new CommandOutput();
        var started = _time.GetTimestamp();
        SshChannel channel;
        try
        {
            channel = await link.OpenAsync(commandLine, output.Append, mergeErrors: true, toStart);
        }
        catch (OperationCanceledException)
        {
            link.Suspect();
            throw;
        }

        try
        {
            var end = await channel.Ended.WaitAsync(timeout, _time, toEnd);
            return end.Failure is null
                ? new CommandResult(end.ExitCode, output.ToString(), _time.GetElapsedTime(started), TimedOut: false, output.Truncated)
                : throw SshLink.Restate(end.Failure);
        }
        catch (TimeoutException)
        {
            channel.Terminate();
            link.Suspect();
            return new CommandResult(ExitCode: null, output.ToString(), _time.GetElapsedTime(started), TimedOut: true, output.Truncated);
        }
        catch (OperationCanceledException)
        {
            channel.Terminate();
            throw;
        }
    }

    private async Task<SocketRelay> RelayAsync(SshLink link, CancellationToken ct)
    {
        if (Relay is { } known)
        {
            return known;
        }

        var probe = await RunAsync(link, SocketRelays.Probe, _endpoint.Timeout, ct, ct);
        Relay = probe.TimedOut ? throw TooSlow("looking for socat, nc or python3") : SocketRelays.Parse(probe.Output);
        return Relay ?? throw SocketRefusal.RelayMissing(Node);
    }

    private SourceFailureException Refusal(string path, ChannelEnd end)
    {
        var refusal = SocketRefusal.FromRelay(Node, _endpoint.Options.User, path, end.ExitCode, end.Errors);
        if (refusal.Kind == FailureKind.RelayMissing)
        {
            Relay = null; // Removed meanwhile, or another machine behind the same name: look again.
        }

        return refusal;
    }

    private async Task<(SshLink Link, bool IsNew)> LinkAsync(CancellationToken ct)
    {
        Task<SshLink> attempt;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_link is { } link && link.CheckUsable())
            {
                return (link, false);
            }

            attempt = _attempt ??= StartUnlessResting();
        }

        try
        {
            return (await attempt.WaitAsync(ct), true);
        }
        catch (SourceFailureException e)
        {
            throw SshLink.Restate(e);
        }
    }

    private Task<SshLink> StartUnlessResting()
    {
        if (_backoff.Remaining > TimeSpan.Zero && _lastFailure is not null)
        {
            throw SshLink.Restate(_lastFailure);
        }

        // An attempt that outlived its deadline still holds its thread. One such thread per node is the most there will ever be.
        if (_abandoned is { IsCompleted: false })
        {
            _backoff.Fail();
            throw SshLink.Restate(_lastFailure!);
        }

        return ConnectAsync();
    }

    private async Task<SshLink> ConnectAsync()
    {
        await Task.Yield(); // Out of the lock, and the caller stores this task before it can end.
        WarnOfOpenKey();
        var connector = _connector = new SshConnector(_endpoint, _time);
        var connecting = connector.Start();
        try
        {
            var started = _time.GetTimestamp();
            var link = await connecting.WaitAsync(_endpoint.Timeout, _time);
            await AcceptAsync(link, _time.GetElapsedTime(started));
            return link;
        }
        catch (Exception e)
        {
            var failure = e is TimeoutException ? connector.TooSlow() : connector.Explain(e);
            Reject(failure, connecting);
            throw failure;
        }
        finally
        {
            _connector = null;
        }
    }

    private async Task AcceptAsync(SshLink link, TimeSpan took)
    {
        bool disposed;
        lock (_lock)
        {
            (_attempt, _loggedFailure, disposed) = (null, null, _disposed);
            _link = disposed ? null : link;
        }

        if (disposed)
        {
            await link.DisposeAsync();
            throw new ObjectDisposedException(nameof(SshNodeConnection));
        }

        Log.Connected(_logger, Node, _endpoint.HostAndPort, link.ServerVersion, (long)took.TotalMilliseconds);
        _ = WatchAsync(link);
    }

    private void Reject(SourceFailureException failure, Task<SshLink> connecting)
    {
        TimeSpan rest;
        bool isNews;
        lock (_lock)
        {
            _attempt = null;
            _lastFailure = failure;
            rest = _backoff.Fail();
            isNews = _loggedFailure != failure.Kind && !_disposed;
            _loggedFailure = failure.Kind;
            _abandoned = connecting.IsCompleted ? null : connecting;
        }

        // Whatever an abandoned attempt still brings home is not wanted any more.
        _ = connecting.ContinueWith(
            static late => late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.FromResult(late.Exception),
            TaskScheduler.Default);
        if (isNews)
        {
            Log.CanNotConnect(_logger, Node, failure.Kind, failure.Message, rest);
        }
    }

    private async Task WatchAsync(SshLink link)
    {
        var reason = await link.Failed;
        lock (_lock)
        {
            if (_link != link)
            {
                return; // Closed by us.
            }

            _link = null;
            _lastFailure = reason;
            if (_time.GetElapsedTime(link.ConnectedAt) >= Proven)
            {
                _shortLives = 0;
                _backoff.Reset();
            }
            else if (++_shortLives > 1)
            {
                _backoff.Fail();
            }
        }

        Log.Lost(_logger, Node, reason.Kind, reason.Message);
    }

    private void WarnOfOpenKey()
    {
        var file = _endpoint.Options.PrivateKeyFile;
        if (!KeysWarnedOf.ContainsKey(file) && PrivateKey.IsOpenToOthers(file) && KeysWarnedOf.TryAdd(file, true))
        {
            Log.KeyOpenToOthers(_logger, file);
        }
    }

    private SourceFailureException TooSlow(string doing) => _connector is { } connector ? connector.TooSlow() : new SourceFailureException(FailureKind.Timeout,
        $"{Node} ({_endpoint.HostAndPort}) gave no answer within {_endpoint.Timeout.TotalSeconds:0.#} s while {doing}.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Node}: SSH connected to {Host} ({Server}) in {Milliseconds} ms.")]
        public static partial void Connected(ILogger logger, NodeName node, string host, string server, long milliseconds);

        [LoggerMessage(2, LogLevel.Warning, "{Node}: SSH connection lost ({Kind}): {Reason}")]
        public static partial void Lost(ILogger logger, NodeName node, FailureKind kind, string reason);

        [LoggerMessage(3, LogLevel.Warning, "{Node}: no SSH connection ({Kind}): {Reason} Next attempt in {Rest}, then less and less often; said once per kind of failure.")]
        public static partial void CanNotConnect(ILogger logger, NodeName node, FailureKind kind, string reason, TimeSpan rest);

        [LoggerMessage(4, LogLevel.Warning, "The private key {File} can be read or written by other accounts of this host; chmod 600 it.")]
        public static partial void KeyOpenToOthers(ILogger logger, string file);
    }
}

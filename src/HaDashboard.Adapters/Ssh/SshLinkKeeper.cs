using System.Collections.Concurrent;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// The one link to a node: made when first asked for, replaced when it fails, not tried for a while when it can't be made.
/// </summary>
internal sealed partial class SshLinkKeeper : IAsyncDisposable
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
    public SshLinkKeeper(
        SshNodeEndpoint endpoint,
        TimeProvider time,
        ILogger<SshNodeConnection> logger,
        Func<double>? jitter
    )
    {
        (_endpoint, _time, _logger) = (endpoint, time, logger);
        _backoff = new Backoff(time, jitter ?? Random.Shared.NextDouble);
    }

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

    /// <summary>The link, made now if there is none.</summary>
    /// <returns>Whether it was made for this call; one that was lying idle may turn out dead.</returns>
    /// <exception cref="SourceFailureException">It can't be made, or could not a moment ago and rests.</exception>
    public async Task<(SshLink Link, bool IsNew)> GetAsync(CancellationToken ct)
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

    /// <summary>Why it takes so long, while an attempt to connect is under way; else null.</summary>
    public SourceFailureException? TooSlowToConnect() => _connector?.TooSlow();

    public async ValueTask DisposeAsync()
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

        Log.Connected(_logger, _endpoint.Node, _endpoint.HostAndPort, link.ServerVersion, (long)took.TotalMilliseconds);
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
            static late =>
                late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.FromResult(late.Exception),
            TaskScheduler.Default
        );
        if (isNews)
        {
            Log.CanNotConnect(_logger, _endpoint.Node, failure.Kind, failure.Message, rest);
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

        Log.Lost(_logger, _endpoint.Node, reason.Kind, reason.Message);
    }

    private void WarnOfOpenKey()
    {
        var file = _endpoint.Options.PrivateKeyFile;
        if (!KeysWarnedOf.ContainsKey(file) && PrivateKey.IsOpenToOthers(file) && KeysWarnedOf.TryAdd(file, true))
        {
            Log.KeyOpenToOthers(_logger, file);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Node}: SSH connected to {Host} ({Server}) in {Milliseconds} ms.")]
        public static partial void Connected(
            ILogger logger,
            NodeName node,
            string host,
            string server,
            long milliseconds
        );

        [LoggerMessage(2, LogLevel.Warning, "{Node}: SSH connection lost ({Kind}): {Reason}")]
        public static partial void Lost(ILogger logger, NodeName node, FailureKind kind, string reason);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{Node}: no SSH connection ({Kind}): {Reason} Next attempt in {Rest}, then less and less often; said once per kind of failure."
        )]
        public static partial void CanNotConnect(
            ILogger logger,
            NodeName node,
            FailureKind kind,
            string reason,
            TimeSpan rest
        );

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "The private key {File} can be read or written by other accounts of this host; chmod 600 it."
        )]
        public static partial void KeyOpenToOthers(ILogger logger, string file);
    }
}

using System.Collections.Concurrent;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// Provides the one link to a node. It connects at the first request, reconnects after a failure, and delays the next attempt if connecting
/// fails.
/// </summary>
internal sealed partial class SshLinkProvider : IAsyncDisposable
{
    /// <summary>Losing links repeatedly that lasted shorter than this counts as failing to connect.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The key files about which a warning was logged. Many nodes share one key file, so the warning is logged once per file.
    /// </summary>
    private static readonly ConcurrentDictionary<string, bool> WarnedKeyFiles = new(StringComparer.Ordinal);

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
    private int _shortConnections;
    private bool _disposed;

    /// <param name="jitter">Returns a number in [0, 1); null for random numbers.</param>
    public SshLinkProvider(
        SshNodeEndpoint endpoint,
        TimeProvider time,
        ILogger<SshNodeConnection> logger,
        Func<double>? jitter
    )
    {
        (_endpoint, _time, _logger) = (endpoint, time, logger);
        _backoff = new Backoff(time, jitter ?? Random.Shared.NextDouble);
    }

    /// <summary>The version string of the server, for example <c>SSH-2.0-OpenSSH_9.2p1</c>; null while not connected.</summary>
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

    /// <summary>Returns the link and connects if there is none.</summary>
    /// <returns>The link, and whether it is new. An existing link may prove to be lost when it is used.</returns>
    /// <exception cref="SourceFailureException">Connecting failed, or failed before and the next attempt is not due yet.</exception>
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

            attempt = _attempt ??= StartUnlessBackingOff();
        }

        try
        {
            return (await attempt.WaitAsync(ct), true);
        }
        catch (SourceFailureException e)
        {
            throw SshFailures.Copy(e);
        }
    }

    /// <summary>The timeout failure of the attempt to connect that is running; null if none is running.</summary>
    public SourceFailureException? ConnectTimeout() => _connector?.TimedOut();

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
            // The attempt ends at its own deadline and closes its connection.
            await attempt.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (link is not null)
        {
            await link.DisposeAsync();
        }
    }

    private Task<SshLink> StartUnlessBackingOff()
    {
        if (_backoff.Remaining > TimeSpan.Zero && _lastFailure is not null)
        {
            throw SshFailures.Copy(_lastFailure);
        }

        // An attempt that exceeded its deadline still blocks its thread. No new attempt starts meanwhile, so a node never
        // blocks more than one such thread.
        if (_abandoned is { IsCompleted: false })
        {
            _backoff.Fail();
            throw SshFailures.Copy(_lastFailure!);
        }

        return ConnectAsync();
    }

    private async Task<SshLink> ConnectAsync()
    {
        await Task.Yield(); // Leave the caller's lock, and let the caller store this task before it can end.
        WarnAboutOpenKey();
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
            var failure = e is TimeoutException ? connector.TimedOut() : connector.Explain(e);
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
        TimeSpan delay;
        bool isNewKind;
        lock (_lock)
        {
            _attempt = null;
            _lastFailure = failure;
            delay = _backoff.Fail();
            isNewKind = _loggedFailure != failure.Kind && !_disposed;
            _loggedFailure = failure.Kind;
            _abandoned = connecting.IsCompleted ? null : connecting;
        }

        // A connection that an abandoned attempt still makes is closed.
        _ = connecting.ContinueWith(
            static late =>
                late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.FromResult(late.Exception),
            TaskScheduler.Default
        );
        if (isNewKind)
        {
            Log.CanNotConnect(_logger, _endpoint.Node, failure.Kind, failure.Message, delay);
        }
    }

    private async Task WatchAsync(SshLink link)
    {
        var reason = await link.Failed;
        lock (_lock)
        {
            if (_link != link)
            {
                return; // The dashboard closed the link itself.
            }

            _link = null;
            _lastFailure = reason;
            if (_time.GetElapsedTime(link.ConnectedAt) >= StableAfter)
            {
                _shortConnections = 0;
                _backoff.Reset();
            }
            else if (++_shortConnections > 1)
            {
                _backoff.Fail();
            }
        }

        Log.Lost(_logger, _endpoint.Node, reason.Kind, reason.Message);
    }

    private void WarnAboutOpenKey()
    {
        var file = _endpoint.Options.PrivateKeyFile;
        if (!WarnedKeyFiles.ContainsKey(file) && PrivateKey.IsOpenToOthers(file) && WarnedKeyFiles.TryAdd(file, true))
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
            "{Node}: SSH connection failed ({Kind}): {Reason} Next attempt in {Delay}, later attempts with increasing delay. "
                + "Logged once per kind of failure."
        )]
        public static partial void CanNotConnect(
            ILogger logger,
            NodeName node,
            FailureKind kind,
            string reason,
            TimeSpan delay
        );

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Other accounts of this host can read or write the private key {File}. Run chmod 600 on it."
        )]
        public static partial void KeyOpenToOthers(ILogger logger, string file);
    }
}

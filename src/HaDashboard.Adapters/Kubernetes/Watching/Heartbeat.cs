using System.Globalization;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>
/// Confirms that the watched objects are up to date. A watch without events looks the same whether nothing changes or etcd has failed, and
/// /version and /livez answer without etcd. The heartbeat therefore lists one node every two seconds, which is a quorum read. While it
/// succeeds and a watch is established, the objects of that watch are current.
/// </summary>
internal sealed partial class Heartbeat(
    ApiRoute route,
    IReadOnlyList<IResourceWatcher> watchers,
    IObservationSink sink,
    TimeSpan interval,
    TimeSpan timeout,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly ApiRequest OneNode = new("list", Message.Verbatim("nodes"), "api/v1/nodes?limit=1");

    private static readonly TimeSpan ReturnInterval = TimeSpan.FromSeconds(10);

    /// <summary>The source of the heartbeat's own observations; it also confirms the sources of the watches.</summary>
    internal static SourceId Source => SourceId.KubernetesApi;

    private SourceFailure? _failure;
    private SourceFailure? _failureOfConfigured;
    private long? _triedFirst;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            do
            {
                await BeatAsync(stop);
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new Deadline(timeout, time, stop);
            var api = route.Current;
            var answer = await api.GetAsync(OneNode, deadline);
            if (answer.ResourceVersion() is null)
            {
                throw new SourceFailureException(
                    FailureKind.Malformed,
                    KubernetesAdapterTexts.NotAKubernetesApi(api.Endpoint)
                );
            }

            Succeed(api.Endpoint);
            await ReturnAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Fail(
                exception is SourceFailureException known
                    ? known.ToFailure()
                    : new SourceFailure(FailureKind.Other, Message.Verbatim(Printable.Excerpt(exception.Message, 300)))
            );
        }
    }

    /// <summary>
    /// Returns from an alternative connection to the configured server when that works again; tries it every ten seconds.
    /// </summary>
    private async Task ReturnAsync(CancellationToken stop)
    {
        if (!route.IsDetour || (_triedFirst is { } last && time.GetElapsedTime(last) < ReturnInterval))
        {
            return;
        }

        _triedFirst = time.GetTimestamp();
        ApiConnection? first = null;
        try
        {
            using var deadline = new Deadline(timeout / 2, time, stop);
            first = route.ConnectFirst();
            if ((await first.GetAsync(OneNode, deadline)).ResourceVersion() is not null)
            {
                route.Return(first);
                Log.Returned(logger, first.Endpoint);
                first = null;
            }
        }
        catch (SourceFailureException)
        {
            // The configured server does not work yet.
        }
        finally
        {
            first?.Dispose();
        }
    }

    private void Succeed(string endpoint)
    {
        var at = time.GetUtcNow();
        sink.Offer(new SourceAlive(SourceId.KubernetesApi, endpoint, at));
        foreach (var watcher in watchers.Where(watcher => watcher.IsEstablished))
        {
            sink.Offer(new SourceAlive(watcher.Source, endpoint, at));
        }

        if (_failure is null)
        {
            return;
        }

        (_failure, _failureOfConfigured) = (null, null);
        Log.Recovered(logger, endpoint);
        foreach (var watcher in watchers)
        {
            watcher.Wake();
        }
    }

    private void Fail(SourceFailure seen)
    {
        // The alternatives are tried because the configured server fails, so its failure is the cause.
        var failure = route.IsDetour ? _failureOfConfigured ?? seen : seen;
        _failureOfConfigured = failure;
        var at = time.GetUtcNow();
        sink.Offer(new SourceFailed(SourceId.KubernetesApi, failure, at));
        foreach (var watcher in watchers.Where(watcher => watcher.Failure is null))
        {
            // A watch may still be established, but without etcd its objects are not confirmed. A watch that has failed has reported its
            // own failure.
            sink.Offer(new SourceFailed(watcher.Source, failure, at));
        }

        if (_failure?.Kind != failure.Kind)
        {
            Log.Failed(logger, failure.Message.In(CultureInfo.InvariantCulture));
        }

        _failure = failure;
        if (route.IsDetour || MayAnswerElsewhere(seen.Kind))
        {
            route.TakeAnother(); // one attempt per heartbeat, which limits the load on a failing cluster
            _triedFirst = time.GetTimestamp();
        }
    }

    /// <summary>
    /// The fault is in the server or on the way to it. A refused credential or an unusable kubeconfig stays the same on every way.
    /// </summary>
    private static bool MayAnswerElsewhere(FailureKind kind) =>
        kind
            is FailureKind.Timeout
                or FailureKind.ConnectionRefused
                or FailureKind.HostUnreachable
                or FailureKind.ConnectionLost
                or FailureKind.ServerError
                or FailureKind.PortClosed
                or FailureKind.PortSilent
                or FailureKind.PortForbidden
                or FailureKind.TargetUnreachable
                or FailureKind.NotAtAssumedAddress
                or FailureKind.TlsFailed
                or FailureKind.AuthenticationFailed
                or FailureKind.KeyNotSufficient
                or FailureKind.AccountUnusable
                or FailureKind.ServerRejects
                or FailureKind.NoCommonAlgorithm;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The Kubernetes API is not responding: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Information, "The dashboard uses the Kubernetes API at {Endpoint} again.")]
        public static partial void Returned(ILogger logger, string endpoint);

        [LoggerMessage(2, LogLevel.Information, "The Kubernetes API responds again at {Endpoint}.")]
        public static partial void Recovered(ILogger logger, string endpoint);
    }
}

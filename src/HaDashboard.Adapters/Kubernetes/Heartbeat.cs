using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// What makes freshness honest. A watch that says nothing looks the same whether nothing changes or etcd is gone, and /version and /livez answer
/// without etcd. So: one node, read by quorum, every two seconds. While that works and a watch is up, what the watch told is how it is now.
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
    private static readonly ApiRequest OneNode = new("list", "nodes", "api/v1/nodes?limit=1");

    private static readonly TimeSpan ReturnInterval = TimeSpan.FromSeconds(10);

    /// <summary>What a beat observes; besides, it confirms the watches.</summary>
    internal static SourceId Source => SourceId.KubernetesApi;

    private SourceFailure? _failure;
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
                    $"What answers at {api.Endpoint} is no Kubernetes API."
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
                    : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300))
            );
        }
    }

    /// <summary>From a detour, now and then, back to the configured road if it lives again.</summary>
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
            // not yet
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

        _failure = null;
        Log.Recovered(logger, endpoint);
        foreach (var watcher in watchers)
        {
            watcher.Wake();
        }
    }

    private void Fail(SourceFailure failure)
    {
        var at = time.GetUtcNow();
        sink.Offer(new SourceFailed(SourceId.KubernetesApi, failure, at));
        foreach (var watcher in watchers.Where(watcher => watcher.Failure is null))
        {
            // A watch may be up all the while; without etcd behind it nobody vouches for what it told. One that fails by itself has said why.
            sink.Offer(new SourceFailed(watcher.Source, failure, at));
        }

        if (_failure?.Kind != failure.Kind)
        {
            Log.Failed(logger, failure.Message);
        }

        _failure = failure;
        if (failure.Kind is FailureKind.Unauthorized or FailureKind.Other) // the account, or TLS: what a renewed kubeconfig would mend
        {
            route.Renew();
        }
        else if (
            failure.Kind
            is FailureKind.Timeout
                or FailureKind.ConnectionRefused
                or FailureKind.HostUnreachable
                or FailureKind.ConnectionLost
                or FailureKind.ServerError
                or FailureKind.PortClosed
                or FailureKind.PortSilent
                or FailureKind.PortForbidden
                or FailureKind.TlsFailed
                or FailureKind.AuthenticationFailed
        )
        {
            route.TakeAnother(); // one at each beat: a cluster in trouble is not hammered from all sides
            _triedFirst = time.GetTimestamp();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The Kubernetes API gives no answer: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Information, "The Kubernetes API is asked at {Endpoint} again.")]
        public static partial void Returned(ILogger logger, string endpoint);

        [LoggerMessage(2, LogLevel.Information, "The Kubernetes API answers again at {Endpoint}.")]
        public static partial void Recovered(ILogger logger, string endpoint);
    }
}

using HaDashboard.Core;
using HaDashboard.Core.Observations;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// What makes freshness honest. A watch that says nothing looks the same whether nothing changes or etcd is gone, and /version and /livez answer
/// without etcd. So: one node, read by quorum, every two seconds. While that works and a watch is up, what the watch told is how it is now.
/// </summary>
internal sealed partial class Heartbeat(
    ApiRoute route, IReadOnlyList<IResourceWatcher> watchers, IObservationSink sink, TimeSpan interval, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    private static readonly ApiRequest OneNode = new("list", "nodes", "api/v1/nodes?limit=1");

    private SourceFailure? _failure;

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            do
            {
                await BeatAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
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
                throw new SourceFailureException(FailureKind.Malformed, $"What answers at {api.Endpoint} is no Kubernetes API.");
            }

            Succeed(api.Endpoint);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Fail(exception is SourceFailureException known ? known.ToFailure() : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300)));
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
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The Kubernetes API gives no answer: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "The Kubernetes API answers again at {Endpoint}.")]
        public static partial void Recovered(ILogger logger, string endpoint);
    }
}

using System.Globalization;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>
/// Lists, then watches, repeatedly. Every list replaces the known objects, so an object that was deleted between two watches does not
/// remain. Only a watch that the server ended regularly continues from its last version. After any other end the watcher lists again: an
/// etcd that was restored from a backup counts versions anew, and a watch from a higher version would return no events until etcd reaches
/// it.
/// </summary>
internal sealed partial class ResourceWatcher<TResource>(
    WatchedResource<TResource> resource,
    ApiRoute route,
    IObservationSink sink,
    WatchTiming timing,
    TimeProvider time,
    ILogger logger
) : IResourceWatcher
    where TResource : class
{
    private readonly ResourceLister _lister = new(resource.Name, resource.Path, timing, time);
    private readonly Backoff _backoff = new(time, () => 1 - timing.Jitter());
    private readonly ResourceReader<TResource> _reader = new(resource, logger);
    private volatile TaskCompletionSource _wake = NewCall();
    private volatile bool _established;
    private volatile SourceFailure? _failure;
    private long? _establishedAt;

    public SourceId Source => resource.Source;

    private string Name => resource.Name.In(CultureInfo.InvariantCulture);

    public bool IsEstablished => _established;

    public SourceFailure? Failure => _failure;

    public void Wake()
    {
        if (!_established)
        {
            _wake.TrySetResult();
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        string? version = null;
        while (!stop.IsCancellationRequested)
        {
            Exception? end = null;
            try
            {
                _establishedAt = null;
                version ??= await ListAsync(stop);
                version = await WatchAsync(version, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return; // shutdown, not an error
            }
            catch (Exception exception)
            {
                end = exception;
                version = null;
            }
            finally
            {
                _established = false;
            }

            await AfterAsync(end, stop);
        }
    }

    private async Task<string> ListAsync(CancellationToken stop)
    {
        var asked = time.GetUtcNow();
        var found = new Dictionary<string, TResource>(StringComparer.Ordinal);
        var version = await _lister.ListAsync(
            route.Current,
            json =>
            {
                if (_reader.Read(json) is { } read)
                {
                    found[resource.Key(read)] = read;
                }
            },
            stop
        );
        sink.Offer(resource.Listed([.. found.Values], asked));
        return version;
    }

    private async Task<string> WatchAsync(string version, CancellationToken stop)
    {
        var api = route.Current;
        var request = new ApiRequest(
            "watch",
            resource.Name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{resource.Path}?watch=true&allowWatchBookmarks=true&timeoutSeconds={timing.WatchSeconds()}"
                    + $"&resourceVersion={Uri.EscapeDataString(version)}"
            )
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, api.Abandoned);
        using var deadline = new Deadline(timing.Answer, time, either.Token);
        await using var stream = await api.WatchAsync(request, deadline);
        deadline.Extend(timing.Silence);
        Established(api);
        while (await stream.NextAsync(deadline, timing.Silence) is { } watchEvent)
        {
            Take(watchEvent, request, api);
            version = watchEvent.Object.ResourceVersion() ?? version;
        }

        return version;
    }

    private void Take(WatchEvent watchEvent, ApiRequest request, ApiConnection api)
    {
        var at = time.GetUtcNow();
        var observation = watchEvent.Type switch
        {
            // An object that can't be mapped is removed, as in a list: its last known state would be wrong.
            "ADDED" or "MODIFIED" => _reader.Read(watchEvent.Object) is { } read
                ? resource.Seen(read, at)
                : resource.Gone(watchEvent.Object, at),
            "DELETED" => resource.Gone(watchEvent.Object, at),
            "ERROR" => throw ApiProblem.OfStatus(
                request,
                api.Endpoint,
                watchEvent.Object.Member("code").Number() ?? 500,
                ApiProblem.MessageOf(watchEvent.Object) ?? ""
            ),
            _ => null, // a bookmark: the caller keeps its version
        };
        if (observation is not null)
        {
            sink.Offer(observation);
        }
    }

    private void Established(ApiConnection api)
    {
        if (_failure is not null)
        {
            Log.Recovered(logger, Name, api.Endpoint);
        }

        _failure = null;
        _establishedAt = time.GetTimestamp();
        _established = true;
        _wake = NewCall(); // an established watch also serves wake-up calls that came before
    }

    private async Task AfterAsync(Exception? end, CancellationToken stop)
    {
        if (end is OperationCanceledException && _establishedAt is not null)
        {
            // The dashboard itself ended this watch to use another API server: this is no failure, and the delays of the old server do not
            // apply to the new one. The heartbeat changes the server at most once per beat, which limits the load.
            _backoff.Reset();
            return;
        }

        if (_establishedAt is { } since && time.GetElapsedTime(since) >= timing.Settled)
        {
            _backoff.Reset();
        }

        var isFirst = _backoff.Failures == 0;
        if (isFirst && end is null or ResourceExpiredException)
        {
            _backoff.Skip();
            return;
        }

        // The first break of a stream is usually a restart that takes half a second; the known objects stay current. Further failures are
        // reported.
        if (!(isFirst && _establishedAt is not null))
        {
            Fail(Explain(end));
        }

        await PauseAsync(_backoff.Fail(), stop);
    }

    private SourceFailure Explain(Exception? end) =>
        end switch
        {
            SourceFailureException known => known.ToFailure(),
            ResourceExpiredException expired => new(
                FailureKind.ServerError,
                KubernetesAdapterTexts.ListDiscarded(resource.Name, expired.Message)
            ),
            null => new(FailureKind.ConnectionLost, KubernetesAdapterTexts.WatchEndsAtOnce(resource.Name)),
            _ => new(
                FailureKind.Other,
                KubernetesAdapterTexts.WatchFailed(resource.Name, Printable.Excerpt(end.Message, 300))
            ),
        };

    private void Fail(SourceFailure failure)
    {
        if (_failure?.Kind != failure.Kind)
        {
            Log.Failed(logger, Name, failure.Message.In(CultureInfo.InvariantCulture));
        }

        _failure = failure;
        sink.Offer(new SourceFailed(resource.Source, failure, time.GetUtcNow()));
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await _wake.Task.WaitAsync(pause, time, stop);
            _wake = NewCall();
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The delay is over, or the dashboard stops.
        }
    }

    private static TaskCompletionSource NewCall() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The watch of {Resource} failed: {Reason}")]
        public static partial void Failed(ILogger logger, string resource, string reason);

        [LoggerMessage(2, LogLevel.Information, "The watch of {Resource} is established again at {Endpoint}.")]
        public static partial void Recovered(ILogger logger, string resource, string endpoint);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>Reads one pod, its events and its logs on demand.</summary>
internal sealed class PodDetailsReader(ApiRoute route, WatchTiming timing, TimeProvider time) : IPodDetails
{
    private const int MostEvents = 500;

    // Lines that already exist arrive as fast as the kubelet can read them.
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(60);

    // A page that is left open must not keep a stream of the kubelet forever; the reader continues with a click.
    private static readonly TimeSpan LongestFollowing = TimeSpan.FromHours(1);

    public async Task<PodDetails> GetAsync(string @namespace, string pod, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(
            "get",
            ApiRequest.ResourceIn(@namespace, "pods"),
            $"{Pods(@namespace)}/{Uri.EscapeDataString(pod)}"
        );
        var json = await ReadAsync(request, cancellationToken);
        try
        {
            return PodDetailsMapper.Map(
                JsonObject.Create(json) ?? throw new JsonException("The answer is not a JSON object."),
                time.GetUtcNow()
            );
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                KubernetesAdapterTexts.NotAPod(request.Verb, request.Resource),
                exception
            );
        }
    }

    // By name and not by uid: for a static pod the kubelet uses the uid of its manifest, which differs from that of the mirror pod in the
    // API.
    public Task<PodEvents> EventsAsync(string @namespace, string pod, CancellationToken cancellationToken) =>
        EventsAsync(@namespace, "Pod", pod, cancellationToken);

    // Also by name: the kubelet uses the node's name as uid, the controllers use the real uid.
    public Task<PodEvents> NodeEventsAsync(NodeName node, CancellationToken cancellationToken) =>
        EventsAsync("default", "Node", node.Value, cancellationToken);

    private async Task<PodEvents> EventsAsync(
        string @namespace,
        string kind,
        string name,
        CancellationToken cancellationToken
    )
    {
        var selector = Uri.EscapeDataString($"involvedObject.kind={kind},involvedObject.name={name}");
        var limit = MostEvents.ToString(CultureInfo.InvariantCulture);
        var request = new ApiRequest(
            "list",
            ApiRequest.ResourceIn(@namespace, "events"),
            $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/events?fieldSelector={selector}&limit={limit}"
        );
        return EventMapper.Map(await ReadAsync(request, cancellationToken), time.GetUtcNow());
    }

    public async IAsyncEnumerable<LogLine> FollowLogAsync(
        PodLog log,
        LogOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var api = route.Current;
        var resume = new LogResume();
        using (var deadline = new Deadline(timing.Answer, time, cancellationToken))
        {
            await using var written = await api.LinesAsync(Request(log, Query(options)), deadline);
            deadline.Extend(LongestReading);
            while (await written.NextAsync(deadline.Token) is { } line)
            {
                resume.Note(line);
                yield return line;
            }
        }

        if (!options.Follow || options.Previous)
        {
            yield break;
        }

        yield return LogLine.UpToHere;

        // Two requests, because a kubelet that follows a log sends its headers only with the next line: with one request, a container
        // without output would look like an API that hangs.
        using var end = new Deadline(LongestFollowing, time, cancellationToken);
        await using var coming = await api.LinesAsync(Request(log, FollowQuery(options, resume.Last)), end);
        while (await NextAsync(coming, end) is { } line)
        {
            if (resume.IsNew(line))
            {
                yield return line;
            }
        }
    }

    private static async Task<LogLine?> NextAsync(LogStream stream, Deadline end)
    {
        try
        {
            return await stream.NextAsync(end.Token);
        }
        catch (SourceFailureException) when (end.IsOver)
        {
            return null; // the time limit of the stream was reached
        }
    }

    private static string Pods(string @namespace) => $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/pods";

    private static ApiRequest Request(PodLog log, string query) =>
        new(
            "get",
            ApiRequest.ResourceIn(log.Namespace, "pods/log"),
            $"{Pods(log.Namespace)}/{Uri.EscapeDataString(log.Pod)}/log"
                + $"?container={Uri.EscapeDataString(log.Container)}&timestamps=true{query}"
        )
        {
            Explain = (code, reason) => LogProblem.Of(log, code, reason),
        };

    private static string Query(LogOptions options)
    {
        var previous = options.Previous ? "&previous=true" : "";
        return $"&tailLines={Number(Math.Clamp(options.Tail, 1, LogOptions.MostLines))}{previous}{Since(options)}";
    }

    private static string FollowQuery(LogOptions options, DateTimeOffset? last) =>
        "&follow=true"
        + (
            last is { } at
                ? $"&sinceTime={at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}"
                : $"&tailLines={Number(LogOptions.MostLines)}{Since(options)}"
        );

    private static string Since(LogOptions options) =>
        options.Since is { } since ? $"&sinceSeconds={Number((int)Math.Max(1, since.TotalSeconds))}" : "";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<JsonElement> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timing.Answer, time, cancellationToken);
        return await route.Current.GetAsync(request, deadline);
    }
}

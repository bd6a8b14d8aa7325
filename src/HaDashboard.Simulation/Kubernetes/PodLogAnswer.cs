using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>
/// One response of <c>pods/{name}/log</c>. As with a real kubelet, a response that follows the log sends nothing, not even its headers,
/// before the first line.
/// </summary>
internal sealed class PodLogAnswer(
    HttpContext context,
    ResourcePath path,
    SimulatedKubernetesApi api,
    TimeProvider time
)
{
    // Read before the first line is sent, so that every later interruption takes effect.
    private readonly Task<WatchBreak> _broken = api.NextBreak;
    private long _left = long.MaxValue;

    private IQueryCollection Query => context.Request.Query;

    public async Task RunAsync(bool follow, CancellationToken ended)
    {
        if (
            api.Objects.List(ResourceKind.Pod).Objects.GetValueOrDefault($"{path.Namespace}/{path.Name}") is not { } pod
        )
        {
            await SimulatedKubernetesApi.WriteAsync(context, KubernetesStatus.NotFound(path));
            return;
        }

        var containers = pod.Source["spec"]?["containers"]?.AsArray().Select(c => (string)c!["name"]!).ToArray() ?? [];
        var container =
            (string?)Query["container"] is { Length: > 0 } asked ? asked
            : containers.Length == 1 ? containers[0]
            : null;
        if (Problem(pod.Source, containers, container) is { } trouble)
        {
            await SimulatedKubernetesApi.WriteAsync(context, trouble);
            return;
        }

        var previous = Query["previous"] is [var flag] && flag is "true" or "1";
        if (api.Logs.Read(path.Name!, container!, previous) is not { } log)
        {
            await SimulatedKubernetesApi.WriteAsync(
                context,
                KubernetesStatus.BadRequest(
                    $"previous terminated container \"{container}\" in pod \"{path.Name}\" not found"
                )
            );
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/plain";
        _left = Number("limitBytes") ?? long.MaxValue;
        var last = await WriteAsync(Requested(log.Lines), ended);
        if (follow && !previous)
        {
            await FollowAsync(
                container!,
                log.Run,
                Math.Max(last, log.Lines.Count > 0 ? log.Lines[^1].Number : -1),
                ended
            );
        }
    }

    private JsonObject? Problem(JsonObject pod, string[] containers, string? container)
    {
        if (container is null)
        {
            return KubernetesStatus.BadRequest(
                $"a container name must be specified for pod {path.Name}, choose one of: [{string.Join(' ', containers)}]"
            );
        }

        if (!containers.Contains(container))
        {
            return KubernetesStatus.BadRequest($"container {container} is not valid for pod {path.Name}");
        }

        var (node, address) = ((string?)pod["spec"]?["nodeName"] ?? "", (string?)pod["status"]?["hostIP"] ?? "");
        return api.KubeletError(node, address) is { } cause
            ? KubernetesStatus.Unreachable(
                $"Get \"https://{address}:10250/containerLogs/{path.Namespace}/{path.Name}/{container}"
                    + $"{context.Request.QueryString}\": {cause}"
            )
            : null;
    }

    private async Task FollowAsync(string container, int run, long last, CancellationToken ended)
    {
        while (_left > 0)
        {
            var changed = api.Logs.Changed;
            if (api.Logs.Read(path.Name!, container, previous: false) is not { } log || log.Run != run)
            {
                return; // The container has ended, so its log ends too.
            }

            last = Math.Max(last, await WriteAsync([.. log.Lines.Where(line => line.Number > last)], ended));
            await Task.WhenAny(changed, _broken).WaitAsync(ended);
            if (_broken.IsCompleted)
            {
                if (await _broken is WatchBreak.Reset)
                {
                    context.Abort();
                }

                return;
            }
        }
    }

    private List<(long Number, DateTimeOffset At, string Text)> Requested(
        IReadOnlyList<(long Number, DateTimeOffset At, string Text)> lines
    )
    {
        var since =
            Number("sinceSeconds") is { } seconds ? time.GetUtcNow() - TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(
                Query["sinceTime"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var from
            )
                ? from
            : DateTimeOffset.MinValue;
        var wanted = lines.Where(line => line.At >= since);
        return [.. Number("tailLines") is { } tail ? wanted.TakeLast((int)tail) : wanted];
    }

    /// <returns>The number of the last line written; -1 if none was written.</returns>
    private async Task<long> WriteAsync(
        List<(long Number, DateTimeOffset At, string Text)> lines,
        CancellationToken ended
    )
    {
        if (lines.Count == 0)
        {
            return -1;
        }

        var stamps = Query["timestamps"] is [var flag] && flag is "true" or "1";
        var text = string.Concat(
            lines.Select(line =>
                (
                    stamps
                        ? $"{line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)} "
                        : ""
                )
                + line.Text
                + "\n"
            )
        );
        var bytes = Encoding.UTF8.GetBytes(text);
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, _left)), ended);
        await context.Response.Body.FlushAsync(ended);
        _left -= Math.Min(bytes.Length, _left);
        return lines[^1].Number;
    }

    private long? Number(string name) =>
        long.TryParse(Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

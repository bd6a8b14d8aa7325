using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>One open watch. It sends changes and bookmarks as lines of JSON until it ends.</summary>
internal sealed class KubernetesWatch(
    HttpContext context,
    ResourcePath path,
    Selector selector,
    SimulatedKubernetesApi api,
    TimeProvider time
)
{
    // Read before the client can know that the watch is open, so that every later interruption takes effect.
    private Task<WatchBreak> _broken = api.NextBreak;
    private bool _muted;

    public async Task RunAsync(CancellationToken stopped)
    {
        var asked = (string?)context.Request.Query["resourceVersion"];
        var version = long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
        if (
            version != 0
            && TooOld(version)
            && (api.Options.ExpiredAsHttpStatus || api.Fault == KubernetesFault.WatchesGone)
        )
        {
            await SimulatedKubernetesApi.WriteAsync(context, KubernetesStatus.TooOld(version, api.Objects.Oldest));
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/json";
        var begun = time.GetUtcNow(); // Read before the client can know that the watch is open: a test may then advance the clock.
        await context.Response.StartAsync(stopped);
        await context.Response.Body.FlushAsync(stopped);
        await FollowAsync(version, begun, stopped);
    }

    private async Task FollowAsync(long version, DateTimeOffset begun, CancellationToken stopped)
    {
        var seconds = int.TryParse(
            context.Request.Query["timeoutSeconds"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : 2700;
        var bookmarks = context.Request.Query["allowWatchBookmarks"] is [var flag] && flag is "true" or "1";
        var end = begun + TimeSpan.FromSeconds(seconds);
        var nextBookmark = begun + api.Options.BookmarkInterval;
        version = version == 0 ? await WriteExistingAsync(stopped) : version;
        while (true)
        {
            var changed = api.Objects.Changed;
            var upTo = api.Objects.ResourceVersion;
            if (TooOld(version) || api.Objects.Since(version, path.Kind) is not { } changes)
            {
                await WriteAsync("ERROR", KubernetesStatus.TooOld(version, api.Objects.Oldest).ToJsonString(), stopped);
                return;
            }

            foreach (var change in changes.Where(c => path.Contains(c.Object) && selector.Matches(c.Object)))
            {
                await WriteAsync(change.Type, change.Object.WithKind(), stopped);
            }

            version = changes.Count == 0 ? Math.Max(version, upTo) : Math.Max(upTo, changes[^1].ResourceVersion);
            var wait = (nextBookmark < end ? nextBookmark : end) - time.GetUtcNow();
            if (wait <= TimeSpan.Zero || !await SomethingAsync(changed, wait, stopped))
            {
                if (bookmarks)
                {
                    await WriteAsync("BOOKMARK", Bookmark(version), stopped);
                }

                if (time.GetUtcNow() >= end)
                {
                    return;
                }

                nextBookmark += api.Options.BookmarkInterval;
            }
            else if (_broken.IsCompleted)
            {
                var how = await _broken;
                _broken = api.NextBreak;
                if (await BreakAsync(how, version, stopped))
                {
                    return;
                }
            }
        }
    }

    private bool TooOld(long version) =>
        version != 0
        && (api.Fault is KubernetesFault.WatchesExpired or KubernetesFault.WatchesGone || version < api.Objects.Oldest);

    private async Task<bool> SomethingAsync(Task changed, TimeSpan wait, CancellationToken stopped)
    {
        try
        {
            await Task.WhenAny(changed, _broken).WaitAsync(wait, time, stopped);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Interrupts the watch. Returns true if the stream has ended.</summary>
    private async Task<bool> BreakAsync(WatchBreak how, long version, CancellationToken stopped)
    {
        switch (how)
        {
            case WatchBreak.Reset:
                context.Abort();
                return true;
            case WatchBreak.MalformedLine:
                await WriteTextAsync(
                    "{\"type\":\"MODIFIED\",\"object\":{\"kind\":\"" + path.Kind.Kind + "\",\"meta\n",
                    stopped
                );
                return false;
            case WatchBreak.Expired:
                await WriteAsync(
                    "ERROR",
                    KubernetesStatus.TooOld(version, api.Objects.ResourceVersion).ToJsonString(),
                    stopped
                );
                return true;
            case WatchBreak.Silence:
                _muted = true;
                return false;
            default:
                return true;
        }
    }

    // Without a resourceVersion a watch begins with the existing objects.
    private async Task<long> WriteExistingAsync(CancellationToken stopped)
    {
        var (objects, version) = api.Objects.List(path.Kind);
        foreach (var existing in objects.Values.Where(o => path.Contains(o) && selector.Matches(o)))
        {
            await WriteAsync("ADDED", existing.WithKind(), stopped);
        }

        return version;
    }

    private string Bookmark(long version) =>
        new JsonObject
        {
            ["kind"] = path.Kind.Kind,
            ["apiVersion"] = path.Kind.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture),
                ["creationTimestamp"] = null,
            },
            ["spec"] = new JsonObject(),
        }.ToJsonString();

    private Task WriteAsync(string type, string json, CancellationToken stopped) =>
        WriteTextAsync($"{{\"type\":\"{type}\",\"object\":{json}}}\n", stopped);

    private async Task WriteTextAsync(string line, CancellationToken stopped)
    {
        // Events that a hung server did not send are lost for this stream. If it continued later, events would be missing in it.
        _muted |= api.Fault == KubernetesFault.Hang;
        if (_muted)
        {
            return;
        }

        await context.Response.WriteAsync(line, stopped);
        await context.Response.Body.FlushAsync(stopped);
    }
}

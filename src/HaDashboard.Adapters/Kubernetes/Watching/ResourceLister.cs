using System.Globalization;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>
/// Reads a complete list, page by page, without the watch cache: a list without a version is answered from etcd by quorum.
/// </summary>
internal sealed class ResourceLister(Message resource, string path, WatchTiming timing, TimeProvider time)
{
    // A server that always returns another continue token must not keep the dashboard listing forever.
    private const int MostPages = 400;

    /// <returns>The version of the list, from which a watch continues.</returns>
    /// <exception cref="ResourceExpiredException">The list took longer than the server keeps its version. List again.</exception>
    public async Task<string> ListAsync(ApiConnection api, Action<JsonElement> take, CancellationToken stop)
    {
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var json = await PageAsync(api, next, stop);
            foreach (var item in json.Items)
            {
                take(item);
            }

            if (json.Continue is null)
            {
                return json.Version;
            }

            next = json.Continue;
        }

        throw new SourceFailureException(
            FailureKind.Malformed,
            KubernetesAdapterTexts.EndlessList(api.Endpoint, resource)
        );
    }

    private async Task<Page> PageAsync(ApiConnection api, string? next, CancellationToken stop)
    {
        var limit = timing.PageSize.ToString(CultureInfo.InvariantCulture);
        var page = next is null ? "" : $"&continue={Uri.EscapeDataString(next)}";
        var request = new ApiRequest("list", resource, $"{path}?limit={limit}{page}");
        using var deadline = new Deadline(timing.Answer, time, stop);
        var json = await api.GetAsync(request, deadline);
        return json.ResourceVersion() is { } version && Items(json) is { } items
            ? new Page(items, version, json.Member("metadata").Member("continue").Text())
            : throw new SourceFailureException(
                FailureKind.Malformed,
                KubernetesAdapterTexts.RequestFailed(
                    request.Verb,
                    request.Resource,
                    api.Endpoint,
                    KubernetesAdapterTexts.NotAList
                )
            );
    }

    // Go encodes an empty slice that was never filled as null.
    private static IEnumerable<JsonElement>? Items(JsonElement json) =>
        json.Member("items") switch
        {
            { ValueKind: JsonValueKind.Array } items => items.EnumerateArray(),
            { ValueKind: JsonValueKind.Null } => [],
            _ => null,
        };

    private sealed record Page(IEnumerable<JsonElement> Items, string Version, string? Continue);
}

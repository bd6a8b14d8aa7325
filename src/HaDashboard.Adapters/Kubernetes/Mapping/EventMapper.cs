using System.Globalization;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>Maps events of both API versions: a series has its own count and time.</summary>
internal static class EventMapper
{
    private const int LongestMessage = 2000;

    public static PodEvents Map(JsonElement list, DateTimeOffset at)
    {
        var items = list.Member("items") is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Select(Of)
            : [];
        return new PodEvents(
            [.. items.OrderByDescending(e => e.IsWarning).ThenByDescending(e => e.LastSeen)],
            list.Member("metadata").Member("continue").Text() is not null,
            at
        );
    }

    private static PodEvent Of(JsonElement item)
    {
        var type = ApiText.Bounded(item.Member("type").Text()) ?? "Unknown";
        var (series, source) = (item.Member("series"), item.Member("source"));
        var first = Time(item.Member("firstTimestamp"))
            ?? Time(item.Member("eventTime"))
            ?? Time(item.Member("metadata").Member("creationTimestamp"));
        return new PodEvent(
            !type.Equals("Normal", StringComparison.Ordinal), // an unknown type is shown as a warning
            type,
            ApiText.Bounded(item.Member("reason").Text()) ?? "",
            Redaction.Text(ApiText.Bounded(item.Member("message").Text(), LongestMessage) ?? ""),
            Math.Max(1, series.Member("count").Number() ?? item.Member("count").Number() ?? 1),
            first,
            Time(series.Member("lastObservedTime")) ?? Time(item.Member("lastTimestamp")) ?? first,
            Source(
                ApiText.Bounded(source.Member("component").Text() ?? item.Member("reportingComponent").Text()),
                ApiText.Bounded(source.Member("host").Text())
            )
        );
    }

    private static Message? Source(string? component, string? host) =>
        host is not null ? KubernetesAdapterTexts.ComponentOnHost(component, host)
        : component is not null ? Message.Verbatim(component)
        : null;

    private static DateTimeOffset? Time(JsonElement? value) =>
        DateTimeOffset.TryParse(
            value.Text(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;
}

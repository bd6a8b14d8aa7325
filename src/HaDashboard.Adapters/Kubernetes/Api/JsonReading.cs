using System.Text.Json;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>Reads JSON of any content: a missing member or one of the wrong type is null, never an exception.</summary>
internal static class JsonReading
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    public static JsonElement? Member(this JsonElement? element, string name) => element?.Member(name);

    public static string? Text(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    public static int? Number(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    public static string? ResourceVersion(this JsonElement element) =>
        element.Member("metadata").Member("resourceVersion").Text();
}

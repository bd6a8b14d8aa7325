using System.Text.Json;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>A line of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">The resource; of a bookmark only its version; of an error a Status.</param>
internal readonly record struct WatchEvent(string Type, JsonElement Object);

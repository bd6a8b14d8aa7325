using System.Text.Json;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>One line of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">The resource; for a bookmark only its version; for an error a Status.</param>
internal readonly record struct WatchEvent(string Type, JsonElement Object);

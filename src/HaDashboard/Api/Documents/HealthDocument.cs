using System.Collections.Immutable;

namespace HaDashboard.Api.Documents;

/// <param name="Status">live, ready or not ready.</param>
/// <param name="Reason">The reason why it is not ready; null when it is.</param>
/// <param name="Sources">Only for signed-in users; otherwise null.</param>
public sealed record HealthDocument(string Status, string? Reason, ImmutableArray<SourceDocument>? Sources);

/// <param name="State">fresh, stale or never.</param>
public sealed record SourceDocument(
    string Source,
    string? Node,
    string State,
    DateTimeOffset? ObservedAt,
    string? Error
);

using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The events of a pod that the API still remembers: an hour's, unless it was told otherwise.</summary>
/// <param name="Events">Warnings first, then the newest first.</param>
/// <param name="IsCut">There were more than are kept.</param>
public sealed record PodEvents(ImmutableArray<PodEvent> Events, bool IsCut, DateTimeOffset ReadAt);

/// <param name="Source">Who tells: <c>kubelet on k8smaster1</c>.</param>
public sealed record PodEvent(
    bool IsWarning,
    string Type,
    string Reason,
    string Message,
    int Count,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen,
    string? Source
);

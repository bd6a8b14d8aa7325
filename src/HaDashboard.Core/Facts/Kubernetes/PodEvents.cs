using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The events of a pod that the API still stores. By default the API keeps events for one hour.</summary>
/// <param name="Events">Warnings first, then newest first.</param>
/// <param name="IsCut">True if there were more events than the limit.</param>
public sealed record PodEvents(ImmutableArray<PodEvent> Events, bool IsCut, DateTimeOffset ReadAt);

/// <summary>One event of a pod.</summary>
/// <param name="Source">The reporting component: <c>kubelet on k8smaster1</c>.</param>
public sealed record PodEvent(
    bool IsWarning,
    string Type,
    string Reason,
    string Message,
    int Count,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen,
    Message? Source
);

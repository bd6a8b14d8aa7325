using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Operations.Ports;

/// <summary>
/// Reads of one pod or node, made when a person looks and never before: no facts for the snapshot, and nothing here polls. Every answer is
/// bounded in size and time, and secrets are masked before they leave the adapter. Whatever fails is thrown as a
/// <see cref="SourceFailureException"/> in words.
/// </summary>
public interface IPodDetails
{
    Task<PodDetails> GetAsync(string @namespace, string pod, CancellationToken cancellationToken);

    Task<PodEvents> EventsAsync(string @namespace, string pod, CancellationToken cancellationToken);

    /// <summary>The events of a node, from its kubelet and the controllers. They are in the namespace <c>default</c>.</summary>
    Task<PodEvents> NodeEventsAsync(NodeName node, CancellationToken cancellationToken);

    /// <summary>
    /// The lines of a container's log, oldest first; with <see cref="LogOptions.Follow"/> those to come, until it is cancelled or the
    /// server ends it.
    /// </summary>
    IAsyncEnumerable<LogLine> FollowLogAsync(PodLog log, LogOptions options, CancellationToken cancellationToken);
}

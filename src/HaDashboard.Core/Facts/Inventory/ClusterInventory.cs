using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>What is configured, and what every judgement is measured against.</summary>
/// <param name="ApiBackend">
/// The HAProxy backend whose servers are the masters' apiservers; null: every backend that has such a server.
/// </param>
/// <param name="StaleAfter">A source without data for longer than this is stale.</param>
/// <param name="Probes">null if the control plane is not probed: then no data of it is expected.</param>
/// <param name="WatchesKubernetes">False where no Kubernetes API is configured: nothing of it is then expected.</param>
public sealed record ClusterInventory(
    string ClusterName,
    ImmutableArray<InventoryNode> Nodes,
    string? ApiBackend,
    TimeSpan StaleAfter,
    bool WatchesKubernetes = true,
    ProbeSchedule? Probes = null
)
{
    /// <summary>The addresses through which clients reach the API, as far as they are configured.</summary>
    public EndpointSettings Endpoints { get; init; } = EndpointSettings.Default;

    /// <summary>After how long without an answer the facts of a source are stale.</summary>
    public TimeSpan StaleAfterOf(SourceDescriptor source)
    {
        var limit = SourceDescriptor.StaleAfter(Probes?.IntervalOf(source) ?? source.Interval, StaleAfter);
        return Probes?.LongestGapOf(source) is { } gap && gap > limit ? gap : limit;
    }

    public static ClusterInventory Empty { get; } =
        new("", [], null, TimeSpan.FromSeconds(5), WatchesKubernetes: false);
}

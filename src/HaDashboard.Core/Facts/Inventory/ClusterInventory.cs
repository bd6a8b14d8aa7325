using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

public enum NodeRole
{
    Master,
    Worker,
}

/// <summary>A configured node.</summary>
/// <param name="Address">Host name or IP of the node as configured; null for the dashboard's own host.</param>
/// <param name="HasMasterSocket">Its HAProxy's master CLI is configured: only this reports old workers and failed reloads.</param>
public sealed record InventoryNode(NodeName Name, NodeRole Role, string? Address, bool HasMasterSocket = false)
{
    /// <summary>The doctor commands that are configured for the node.</summary>
    public DoctorCommands Doctor { get; init; }
}

/// <summary>What is configured, and what every judgement is measured against.</summary>
/// <param name="ApiBackend">The HAProxy backend whose servers are the masters' apiservers.</param>
/// <param name="StaleAfter">A source without data for longer than this is stale.</param>
/// <param name="Probes">null if the control plane is not probed: then no data of it is expected.</param>
/// <param name="WatchesKubernetes">False where no Kubernetes API is configured: nothing of it is then expected.</param>
public sealed record ClusterInventory(
    string ClusterName,
    ImmutableArray<InventoryNode> Nodes,
    string ApiBackend,
    TimeSpan StaleAfter,
    bool WatchesKubernetes = true,
    ProbeSchedule? Probes = null
)
{
    /// <summary>After how long without an answer the facts of a source are stale.</summary>
    public TimeSpan StaleAfterOf(SourceDescriptor source)
    {
        var limit = SourceDescriptor.StaleAfter(Probes?.IntervalOf(source) ?? source.Interval, StaleAfter);
        return Probes?.LongestGapOf(source) is { } gap && gap > limit ? gap : limit;
    }

    public static ClusterInventory Empty { get; } =
        new("", [], "api-backend", TimeSpan.FromSeconds(5), WatchesKubernetes: false);
}

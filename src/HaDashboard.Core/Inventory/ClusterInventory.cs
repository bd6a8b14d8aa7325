using System.Collections.Immutable;

namespace HaDashboard.Core.Inventory;

public enum NodeRole
{
    Master,
    Worker,
}

/// <summary>A node the dashboard was told to watch.</summary>
/// <param name="Address">Host name or IP of the node as configured; null for the dashboard's own host.</param>
public sealed record InventoryNode(NodeName Name, NodeRole Role, string? Address);

/// <summary>What is configured, and what every judgement is measured against.</summary>
/// <param name="ApiBackend">The HAProxy backend whose servers are the masters' apiservers.</param>
/// <param name="StaleAfter">A source unheard for longer than this is stale.</param>
/// <param name="WatchesKubernetes">False where no Kubernetes API is configured: nothing of it is then expected.</param>
public sealed record ClusterInventory(
    string ClusterName,
    ImmutableArray<InventoryNode> Nodes,
    string ApiBackend,
    TimeSpan StaleAfter,
    bool WatchesKubernetes = true)
{
    public static ClusterInventory Empty { get; } = new("", [], "api-backend", TimeSpan.FromSeconds(5), WatchesKubernetes: false);
}

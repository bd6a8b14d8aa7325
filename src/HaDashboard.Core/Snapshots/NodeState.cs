using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Inventory;

namespace HaDashboard.Core.Snapshots;

/// <summary>A watched node and what its own sources say.</summary>
public sealed record NodeState(InventoryNode Config, Slice<HaProxyReading> HaProxy)
{
    public NodeName Name => Config.Name;

    public bool IsMaster => Config.Role is NodeRole.Master;
}

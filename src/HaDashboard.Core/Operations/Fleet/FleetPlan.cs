using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Operations.Fleet;

/// <summary>The commands for each node, one after the other there; a retry runs them again.</summary>
internal sealed class FleetPlan(Func<NodeName, IReadOnlyList<ServerActionFactory>> steps)
{
    internal IReadOnlyList<ServerActionFactory> StepsOn(NodeName node) => steps(node);

    internal static FleetPlan Of(ServerActionFactory factory) => new(_ => [factory]);

    /// <summary>Each node's own state and weight as they were before.</summary>
    internal static FleetPlan Undoing(FleetRecord record)
    {
        var (proxy, server) = (record.Proxy!, record.Server!);
        return new FleetPlan(name =>
        {
            var node = record.Nodes.First(part => part.Node == name);
            return ServerUndo.Steps(proxy, server, node.SettingBefore!, node.SettingAfter);
        });
    }
}

using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Actions.Fleet;

/// <summary>Whether the result of an action on several nodes is still in effect.</summary>
internal static class FleetEffect
{
    /// <summary>A reload, or an action on a single node, can revert it. If the state is unknown, it counts as in effect.</summary>
    internal static bool IsInEffect(ClusterSnapshot snapshot, FleetRecord record)
    {
        if (record is not { Proxy: { } proxy, Server: { } name })
        {
            return true;
        }

        return record
            .Nodes.Where(node => node.MayBeUndone)
            .Any(node =>
                snapshot.Node(node.Node)?.HaProxy.Value?.Find(proxy.Value, name.Value) is not { } server
                || node.SettingAfter is not { } set
                || (
                    set.State != node.SettingBefore?.State
                        ? StateOf(server) == set.State
                        : ((int?)server.Row.Number("uweight") ?? server.Weight) == set.Weight
                )
            );
    }

    private static ServerTargetState StateOf(Server server) =>
        server.Status.State switch
        {
            ServerOperationalState.Maint => ServerTargetState.Maint,
            ServerOperationalState.Drain => ServerTargetState.Drain,
            _ => ServerTargetState.Ready,
        };
}

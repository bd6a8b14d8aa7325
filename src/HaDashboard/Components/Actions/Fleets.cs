using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Actions;

/// <summary>Words of actions on several nodes, and whether what they did still stands.</summary>
internal static class Fleets
{
    /// <summary><c>api-backend/master2 drained</c>: the target first, so that <see cref="StillStands"/> finds it.</summary>
    internal static string Title(ServerVerb verb, ActionTarget target) => $"{target.Text} {verb.Done}";

    /// <summary>A reload, or somebody on a single node, may have undone it meanwhile. What can't be told stands.</summary>
    internal static bool StillStands(ClusterSnapshot snapshot, FleetRecord record)
    {
        var path = record.Title.Split(' ')[0].Split('/');
        if (path.Length != 2)
        {
            return true;
        }

        return record
            .Nodes.Where(node => node.MayBeUndone)
            .Any(node =>
                snapshot.Node(node.Node)?.HaProxy.Value?.Find(path[0], path[1]) is not { } server
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

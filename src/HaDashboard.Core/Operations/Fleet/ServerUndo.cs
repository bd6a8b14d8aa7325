using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Core.Operations.Fleet;

/// <summary>Makes one node's command, with the id it is given.</summary>
public delegate ServerAction ServerActionFactory(string commandId, NodeName node);

/// <summary>
/// The one undo: the commands that bring a server's state and weight back to what they were. They never override the last-server guard:
/// what they bring back may be the lack of a server.
/// </summary>
public static class ServerUndo
{
    /// <param name="after">What is set since; null where that is not known: then both are set.</param>
    /// <returns>The weight first. Only what differs; nothing where nothing does.</returns>
    public static ImmutableArray<ServerActionFactory> Steps(
        ProxyName proxy,
        ServerName server,
        ServerSetting before,
        ServerSetting? after
    )
    {
        var steps = ImmutableArray.CreateBuilder<ServerActionFactory>();
        if (after?.Weight != before.Weight)
        {
            var weight = WeightChange.Absolute(before.Weight);
            steps.Add((id, node) => new SetServerWeight(id, node, proxy, server, weight));
        }

        if (after?.State != before.State)
        {
            steps.Add((id, node) => new SetServerState(id, node, proxy, server, before.State));
        }

        return steps.ToImmutable();
    }
}

using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Actions;

/// <summary>What is acted on: a server on one node, a frontend (no server), or all of a node's HAProxy (neither).</summary>
public sealed record ActionTarget(NodeName Node, ProxyName? Proxy = null, ServerName? Server = null)
{
    /// <summary>Without its node.</summary>
    public string Text =>
        (Proxy, Server) switch
        {
            (null, _) => "the HAProxy",
            ({ } proxy, null) => $"frontend {proxy}",
            ({ } proxy, { } server) => $"{proxy}/{server}",
        };

    /// <summary>As a title says it.</summary>
    public string Name => Server?.Value ?? Proxy?.Value ?? "HAProxy";

    /// <summary>The same server on every node that lists it.</summary>
    public static IReadOnlyList<ActionTarget> OnAllNodes(
        ClusterSnapshot snapshot,
        ProxyName proxy,
        ServerName server
    ) =>
        [
            .. snapshot
                .Nodes.Where(node => node.HaProxy.Value?.Find(proxy.Value, server.Value) is not null)
                .Select(node => new ActionTarget(node.Name, proxy, server)),
        ];

    public static ActionTarget Of(ServerKey key) => new(key.Node, key.Proxy, key.Server);
}

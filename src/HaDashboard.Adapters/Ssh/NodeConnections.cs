using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh;

public enum NodeTransport
{
    Ssh,

    /// <summary>The dashboard's own host: its sockets are opened directly.</summary>
    UnixSocket,
}

/// <summary>How to reach a node.</summary>
/// <param name="Host">Name or address; null only with <see cref="NodeTransport.UnixSocket"/>.</param>
/// <param name="Ssh">null only with <see cref="NodeTransport.UnixSocket"/>.</param>
/// <param name="Timeout">No single step of reaching it takes longer.</param>
/// <param name="ActionSsh">How to sign in for an action; null: as for polling.</param>
public sealed record NodeOptions(
    NodeName Name,
    NodeTransport Transport,
    string? Host,
    SshOptions? Ssh,
    TimeSpan Timeout,
    SshOptions? ActionSsh = null
)
{
    /// <summary>For a node that is played on a host it shares with others, in the demo and in tests; no key sets it: where a loopback port of it
    /// really is, null where nobody listens. With <see cref="NodeTransport.UnixSocket"/> its port 22 greets while the node can be reached.</summary>
    public Func<int, int?>? Ports { get; init; }
}

/// <summary>The one connection of each node, shared by everything that concerns it.</summary>
public sealed class NodeConnections : IAsyncDisposable
{
    private readonly FrozenDictionary<NodeName, NodeConnection> _connections;
    private readonly FrozenDictionary<NodeName, NodeOptions> _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger<SshNodeConnection> _logger;

    public NodeConnections(ImmutableArray<NodeOptions> nodes, TimeProvider time, ILogger<SshNodeConnection> logger)
    {
        (_time, _logger) = (time, logger);
        _connections = nodes.ToFrozenDictionary(node => node.Name, Make);
        _nodes = nodes.ToFrozenDictionary(node => node.Name);
    }

    /// <exception cref="ArgumentException">No such node is configured.</exception>
    public NodeConnection For(NodeName node) =>
        _connections.TryGetValue(node, out var connection)
            ? connection
            : throw new ArgumentException($"No node '{node}' is configured.", nameof(node));

    /// <summary>The way for one action; the caller disposes it. A key of its own is read from its file now and not before.</summary>
    /// <exception cref="ArgumentException">No such node is configured.</exception>
    public ActionConnection ForAction(NodeName node) =>
        _nodes.GetValueOrDefault(node) is { ActionSsh: { } ssh } options
            ? ActionConnection.OfItsOwn(Make(options with { Ssh = ssh }))
            : ActionConnection.Kept(For(node));

    public async ValueTask DisposeAsync()
    {
        // At once: an attempt under way ends only by its own deadline, and a hundred of those in a row would hold the shutdown for minutes.
        await Task.WhenAll(_connections.Values.Select(connection => connection.DisposeAsync().AsTask()));
    }

    private NodeConnection Make(NodeOptions node) =>
        node switch
        {
            { Transport: NodeTransport.UnixSocket } => new LocalNodeConnection(
                node.Name,
                node.Timeout,
                _time,
                node.Ports
            ),
            { Host: { } host, Ssh: { } ssh } => new SshNodeConnection(
                new SshNodeEndpoint(node.Name, host, ssh, node.Timeout) { Ports = node.Ports },
                _time,
                _logger
            ),
            _ => throw new ArgumentException($"Node '{node.Name}' needs a host and SSH options.", nameof(node)),
        };
}

public static class NodeServiceCollectionExtensions
{
    /// <summary>The way to every node. The rooms that look at nodes all take it from here.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services, ImmutableArray<NodeOptions> nodes) =>
        services.AddSingleton(provider => new NodeConnections(
            nodes,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SshNodeConnection>>()
        ));
}

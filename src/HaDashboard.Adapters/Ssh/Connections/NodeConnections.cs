using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Ssh.Connections;

/// <summary>Holds one connection per node. All parts of the dashboard share it.</summary>
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

    /// <exception cref="ArgumentException">The node is not configured.</exception>
    public NodeConnection For(NodeName node) =>
        _connections.TryGetValue(node, out var connection)
            ? connection
            : throw new ArgumentException($"Node '{node}' is not configured.", nameof(node));

    /// <summary>
    /// The connection for one action; the caller disposes it. If actions have their own key, its file is read now and not before.
    /// </summary>
    /// <exception cref="ArgumentException">The node is not configured.</exception>
    public ActionConnection ForAction(NodeName node) =>
        _nodes.GetValueOrDefault(node) is { ActionSsh: { } ssh } options
            ? ActionConnection.Owned(Make(options with { Ssh = ssh }))
            : ActionConnection.Shared(For(node));

    public async ValueTask DisposeAsync()
    {
        // In parallel: a running attempt to connect ends only at its own deadline. A hundred of them one after the other would delay
        // the shutdown for minutes.
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
    /// <summary>Registers the connections to all nodes, which all adapters use.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services, ImmutableArray<NodeOptions> nodes) =>
        services.AddSingleton(provider => new NodeConnections(
            nodes,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SshNodeConnection>>()
        ));
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Adapters.HaProxy.Actions;

/// <summary>Runs the configured commands of a node unchanged. No other command can be run.</summary>
internal sealed class NodeCommands(
    ImmutableArray<HaProxyNodeOptions> nodes,
    Func<NodeName, ActionConnection> connections
) : INodeCommands
{
    /// <summary>A reload with a large file takes seconds; a command that takes longer than this hangs.</summary>
    internal static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    private readonly FrozenDictionary<NodeName, HaProxyNodeOptions> _nodes = nodes.ToFrozenDictionary(node =>
        node.Node
    );

    public async Task<NodeCommandResult> RunAsync(
        NodeName node,
        NodeCommand command,
        CancellationToken cancellationToken
    )
    {
        var line = LineOf(node, command);
        await using var connection = connections(node);
        var result = await connection.Node.RunAsync(line, CommandTimeout, cancellationToken);
        var output = ConfigurationExcerpt.Mask(result.Output);
        return new NodeCommandResult(
            line,
            result.ExitCode,
            result.Truncated ? $"{output}\n[truncated]\n" : output,
            result.TimedOut
        );
    }

    public string LineOf(NodeName node, NodeCommand command) =>
        command switch
        {
            NodeCommand.Check => Options(node).CheckCommand,
            NodeCommand.Reload => Options(node).ReloadCommand,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "This command is not configured."),
        };

    private HaProxyNodeOptions Options(NodeName node) =>
        _nodes.TryGetValue(node, out var options)
            ? options
            : throw new ArgumentException($"No node '{node}' is configured.", nameof(node));
}

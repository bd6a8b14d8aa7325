using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Adapters.NodeLogs;

/// <summary>
/// Runs a node's configured log commands over its shared connection, one at a time, so that repeated reloads of a page do not start many of
/// them.
/// </summary>
internal sealed class NodeLogReader(
    ImmutableArray<NodeLogOptions> nodes,
    Func<NodeName, NodeConnection> connections,
    TimeProvider time
) : INodeLogs
{
    internal static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(20);

    private readonly FrozenDictionary<NodeName, NodeLogOptions> _nodes = nodes.ToFrozenDictionary(node => node.Node);
    private readonly ConcurrentDictionary<NodeName, byte> _reading = [];

    public string? LineOf(NodeName node, NodeLog log) =>
        _nodes.GetValueOrDefault(node)?.Commands.GetValueOrDefault(log);

    public async Task<NodeLogText> ReadAsync(NodeName node, NodeLog log, CancellationToken cancellationToken)
    {
        var line = LineOf(node, log)
            ?? throw new SourceFailureException(FailureKind.LocalFile, NodeLogReaderTexts.NoCommand(node));
        if (!_reading.TryAdd(node, 0))
        {
            throw new SourceFailureException(FailureKind.Other, NodeLogReaderTexts.Busy(node));
        }

        try
        {
            var result = await connections(node).RunAsync(line, CommandTimeout, cancellationToken, OutputPart.Last);
            return new NodeLogText(
                line,
                result.ExitCode,
                Lines(result.Output),
                result.Truncated,
                result.TimedOut,
                time.GetUtcNow()
            );
        }
        finally
        {
            _reading.TryRemove(node, out _);
        }
    }

    private static ImmutableArray<string> Lines(string output) =>
        [
            .. output
                .TrimEnd('\n')
                .Split('\n')
                .Where(line => line.Length > 0)
                .Select(line => LogText.Line(null, line, cut: false).Text),
        ];
}

using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Operations.Ports;

/// <summary>The command lines the configuration names for a node. There are no others, and none takes an argument.</summary>
public enum NodeCommand
{
    /// <summary><c>CheckCommand</c>: does HAProxy accept its file?</summary>
    Check,

    /// <summary><c>ReloadCommand</c>.</summary>
    Reload,
}

/// <summary>How a configured command line ended.</summary>
/// <param name="CommandLine">The line as configured and run.</param>
/// <param name="ExitCode">null where it did not end by itself.</param>
/// <param name="Output">What it printed, bounded, free of control characters but line ends.</param>
public sealed record NodeCommandResult(string CommandLine, int? ExitCode, string Output, bool TimedOut);

/// <summary>Runs configured command lines on nodes.</summary>
public interface INodeCommands
{
    /// <exception cref="SourceFailureException">The node can't be reached.</exception>
    Task<NodeCommandResult> RunAsync(NodeName node, NodeCommand command, CancellationToken cancellationToken);

    /// <summary>The line that <see cref="RunAsync"/> would run, for the confirmation to show.</summary>
    string LineOf(NodeName node, NodeCommand command);
}

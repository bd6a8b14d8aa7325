using System.Collections.Immutable;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Operations.Ports;

/// <summary>A log that is read on the node itself, if a command line is configured for it.</summary>
public enum NodeLog
{
    /// <summary><c>HaProxy:JournalCommand</c>.</summary>
    HaProxyJournal,

    /// <summary><c>ControlPlane:LogCommands:Etcd</c>, and so on.</summary>
    Etcd,
    ApiServer,
    ControllerManager,
    Scheduler,
}

public static class NodeLogNames
{
    /// <summary>The log of a component on its own master.</summary>
    public static NodeLog Log(this ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => NodeLog.Etcd,
            ControlPlaneComponent.ApiServer => NodeLog.ApiServer,
            ControlPlaneComponent.ControllerManager => NodeLog.ControllerManager,
            _ => NodeLog.Scheduler,
        };
}

/// <summary>What a configured log command printed.</summary>
/// <param name="CommandLine">The line as configured and run.</param>
/// <param name="ExitCode">null where it did not end by itself.</param>
/// <param name="Lines">Plain text: terminal escapes taken out or made visible.</param>
/// <param name="IsCut">It printed more than is kept; what is missing is the beginning, the oldest.</param>
public sealed record NodeLogText(
    string CommandLine,
    int? ExitCode,
    ImmutableArray<string> Lines,
    bool IsCut,
    bool TimedOut,
    DateTimeOffset ReadAt
);

/// <summary>
/// Logs straight from a node, for when the API can't give them: read when a person asks, never polled. The command lines are the
/// configuration's, unchanged, and take no argument.
/// </summary>
public interface INodeLogs
{
    /// <summary>The line <see cref="ReadAsync"/> would run; null where none is configured.</summary>
    string? LineOf(NodeName node, NodeLog log);

    /// <exception cref="SourceFailureException">The node can't be reached, or another is reading there already.</exception>
    Task<NodeLogText> ReadAsync(NodeName node, NodeLog log, CancellationToken cancellationToken);
}

using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>A command goes to nodes of the inventory and nowhere else.</summary>
public sealed class KnownNodeGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        NodeOf(command) is { } node && view.Snapshot.Node(node) is null
            ? new Refusal(RefusalKind.UnknownTarget, $"No node {node} is configured.")
            : null;

    private static NodeName? NodeOf(Command command) =>
        command switch
        {
            ReloadHaProxy reload => reload.Node,
            RuntimeAction action => action.Node,
            _ => null,
        };
}

using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Commands.Guards;

/// <summary>A command goes to nodes of the inventory and nowhere else.</summary>
public sealed class KnownNodeGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command is ReloadHaProxy reload && view.Snapshot.Node(reload.Node) is null
            ? new Refusal(RefusalKind.UnknownTarget, $"No node {reload.Node} is configured.")
            : null;
}

using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>A command can name nodes of the inventory only.</summary>
public sealed class KnownNodeGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command.Nodes.FirstOrDefault(node => view.Snapshot.Node(node) is null) is { } unknown
            ? new Refusal(RefusalKind.UnknownTarget, GuardTexts.NodeNotConfigured(unknown))
            : null;
}

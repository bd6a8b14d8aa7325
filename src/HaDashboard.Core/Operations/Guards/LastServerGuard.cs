using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>The last server of a backend that takes traffic stays, unless an Admin says otherwise.</summary>
public sealed class LastServerGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command is RuntimeAction action && view.Snapshot.Node(action.Node)?.HaProxy.FreshValue is { } reading
            ? LastServer.Check(action.Effective, reading, administration: null)
            : null;
}

using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>Refuses to take the last server of a backend out of rotation, unless an Admin overrides it.</summary>
public sealed class LastServerGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command is RuntimeAction action && view.Snapshot.Node(action.Node)?.HaProxy.FreshValue is { } reading
            ? LastServer.Check(action.Effective, reading, administration: null)
            : null;
}

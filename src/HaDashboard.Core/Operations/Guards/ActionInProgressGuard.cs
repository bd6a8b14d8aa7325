using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>One at a time on one thing; and nothing while a reload runs on the node, for the old worker would take it with it.</summary>
public sealed class ActionInProgressGuard(ActionBook actions, ReloadBook reloads) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command switch
        {
            RuntimeAction action when actions.InTheWayOf(action) is { } other => new Refusal(
                RefusalKind.Conflict,
                $"Already in progress: {other}"
            ),
            RuntimeAction { Effective.ChangesSomething: true } action
                when reloads.RunningOn(action.Node) is { } reload && !IsPartOf(command, reload) => new Refusal(
                RefusalKind.Conflict,
                $"Reload {reload.Id} by {reload.By} is in progress on {action.Node}: it would undo this."
            ),
            _ => null,
        };

    // What a reload itself sets again comes after its new worker.
    private static bool IsPartOf(Command command, ReloadRecord reload) =>
        reload.Id.Equals(command.Batch, StringComparison.Ordinal);
}

using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>
/// One action at a time on one target; and none while a reload runs on the node, because the change would be lost with the old worker.
/// </summary>
public sealed class ActionInProgressGuard(ActionJournal journal) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view)
    {
        if (command is not RuntimeAction { Effective: { ChangesSomething: true } action })
        {
            return null;
        }

        if (journal.Running.FirstOrDefault(running => IsInTheWay(running.Command, action)) is { } other)
        {
            var by = Printable.Excerpt(other.By, 100);
            return Conflict(GuardTexts.ActionInProgress(by, other.Command.Describe()));
        }

        return journal.ReloadRunningOn(action.Node) is { } reload && !IsPartOf(command, reload)
            ? Conflict(GuardTexts.ReloadWouldRevert(reload.Id, reload.By, action.Node))
            : null;
    }

    // Relative steps of a weight do not exclude each other: they run one after the other, and each counts.
    private static bool IsInTheWay(Command running, RuntimeAction action) =>
        running is RuntimeAction { ChangesSomething: true } other
        && other.Node == action.Node
        && other.Target.Equals(action.Target, StringComparison.Ordinal)
        && !(IsStep(other) && IsStep(action));

    private static bool IsStep(RuntimeAction action) => action is SetServerWeight { Weight: RelativeWeight };

    // What a reload itself sets again comes after its new worker.
    private static bool IsPartOf(Command command, ReloadRecord reload) =>
        reload.Id.Equals(command.Batch, StringComparison.Ordinal);

    private static Refusal Conflict(Message message) => new(RefusalKind.Conflict, message);
}

using System.Globalization;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>One reload per node at a time, and no second one within <see cref="ReloadCooldown"/>.</summary>
public sealed class ReloadInProgressGuard(ActionJournal journal, TimeProvider time) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view)
    {
        if (command is not ReloadHaProxy reload)
        {
            return null;
        }

        return Running(reload) ?? (reload.CheckOnly ? null : CoolingDown(reload));
    }

    private Refusal? Running(ReloadHaProxy reload) =>
        journal.ReloadRunningOn(reload.Node) is { } running
        && !running.Id.Equals(reload.Batch, StringComparison.Ordinal)
            ? Conflict(GuardTexts.ReloadInProgress(running.Id, running.By, reload.Node))
            : null;

    private Refusal? CoolingDown(ReloadHaProxy reload)
    {
        if (journal.LastReloadOn(reload.Node) is not { } last)
        {
            return null;
        }

        var since = time.GetUtcNow() - last.EndedAt;
        var left = Math.Ceiling((ReloadCooldown.Duration - since).TotalSeconds);
        return left > 0
            ? Conflict(
                GuardTexts.ReloadCoolingDown(
                    last.Record.Id,
                    last.Record.By,
                    reload.Node,
                    Whole(since.TotalSeconds),
                    Whole(left)
                )
            )
            : null;
    }

    private static string Whole(double seconds) => seconds.ToString("0", CultureInfo.InvariantCulture);

    private static Refusal Conflict(Message message) => new(RefusalKind.Conflict, message);
}

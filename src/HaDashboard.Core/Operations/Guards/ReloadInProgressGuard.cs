using System.Globalization;
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
            ? Conflict($"Reload {running.Id} by {running.By} is already in progress on {reload.Node}.")
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
                $"Reload {last.Record.Id} by {last.Record.By} ended on {reload.Node} {Whole(since.TotalSeconds)} s ago. "
                    + $"Try again in {Whole(left)} s."
            )
            : null;
    }

    private static string Whole(double seconds) => seconds.ToString("0", CultureInfo.InvariantCulture);

    private static Refusal Conflict(string message) => new(RefusalKind.Conflict, message);
}

using System.Globalization;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>One reload per node at a time, and not the next at once: a second press means the first, and each leaves an old worker behind.</summary>
public sealed class ReloadInProgressGuard(ReloadBook book, TimeProvider time) : ICommandGuard
{
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(10);

    public Refusal? Check(Command command, ClusterView view)
    {
        if (command is not ReloadHaProxy reload)
        {
            return null;
        }

        if (book.RunningOn(reload.Node) is { } running && !running.Id.Equals(reload.Batch, StringComparison.Ordinal))
        {
            return new Refusal(
                RefusalKind.Conflict,
                $"Reload {running.Id} by {running.By} is already in progress on {reload.Node}."
            );
        }

        return
            !reload.CheckOnly
            && book.LastOn(reload.Node) is { } last
            && time.GetUtcNow() - last.EndedAt is var since
            && since < Cooldown
            ? new Refusal(
                RefusalKind.Conflict,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Reload {last.Record.Id} by {last.Record.By} ended on {reload.Node} {since.TotalSeconds:0} s ago. Try again in {Math.Ceiling((Cooldown - since).TotalSeconds):0} s."
                )
            )
            : null;
    }
}

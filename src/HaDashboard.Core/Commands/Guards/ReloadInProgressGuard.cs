using HaDashboard.Core.Commands.Reloads;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Commands.Guards;

/// <summary>One reload per node at a time.</summary>
public sealed class ReloadInProgressGuard(ReloadBook book) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command is ReloadHaProxy reload && book.RunningOn(reload.Node) is { } running
            ? new Refusal(RefusalKind.Conflict, $"Reload {running.Id} by {running.By} is already in progress on {reload.Node}.")
            : null;
}

using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>A rolling reload has the cluster for itself, goes to known nodes only, and is resumed only where it stopped.</summary>
public sealed class RollingReloadGuard(ReloadBook book) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command switch
        {
            RollingReload rolling when Unknown(rolling, view) is { } node => new Refusal(
                RefusalKind.UnknownTarget,
                $"No node {node} is configured."
            ),
            RollingReload => Running(),
            ResumeRollingReload resume => Find(resume.ReloadId)
                ?? (
                    book.Find(resume.ReloadId)!.State is ReloadState.Stopped
                        ? Running()
                        : new Refusal(RefusalKind.Conflict, "It did not stop: there is nothing to resume.")
                ),
            CancelRollingReload cancel => Find(cancel.ReloadId)
                ?? (
                    book.Find(cancel.ReloadId)!.State is ReloadState.Stopped or ReloadState.Running
                        ? null
                        : new Refusal(RefusalKind.Conflict, "It is over: there is nothing to call off.")
                ),
            ReloadHaProxy reload
                when book.Records.Find(r => r is { State: ReloadState.Running, IsRolling: true, IsDryRun: false })
                    is { } rolling
                    && !rolling.Id.Equals(reload.Batch, StringComparison.Ordinal) => new Refusal(
                RefusalKind.Conflict,
                $"The rolling reload {rolling.Id} by {rolling.By} is in progress."
            ),
            _ => null,
        };

    private static NodeName? Unknown(RollingReload rolling, ClusterView view) =>
        rolling.Nodes.IsDefaultOrEmpty ? null : rolling.Nodes.FirstOrDefault(node => view.Snapshot.Node(node) is null);

    private Refusal? Running() =>
        book.Records.Find(record => record.State is ReloadState.Running) is { } running
            ? new Refusal(RefusalKind.Conflict, $"Reload {running.Id} by {running.By} is in progress: one at a time.")
            : null;

    private Refusal? Find(string id) =>
        book.Find(id) is { IsRolling: true }
            ? null
            : new Refusal(RefusalKind.UnknownTarget, "No rolling reload has this id.");
}

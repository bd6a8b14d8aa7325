using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>While a rolling reload runs, no other reload starts. It can be resumed only where it stopped.</summary>
public sealed class RollingReloadGuard(ActionJournal journal) : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command switch
        {
            RollingReload => Running(),
            ResumeRollingReload resume => Resume(resume.ReloadId),
            CancelRollingReload cancel => Cancel(cancel.ReloadId),
            ReloadHaProxy reload => Rolling(reload),
            _ => null,
        };

    private Refusal? Running() =>
        journal.Reloads.FirstOrDefault(record => record.State is ReloadState.Running) is { } running
            ? Conflict($"Reload {running.Id} by {running.By} is in progress. Only one reload can run at a time.")
            : null;

    private Refusal? Resume(string id)
    {
        if (Find(id) is not { } record)
        {
            return Unknown();
        }

        return record.State is ReloadState.Stopped
            ? Running()
            : Conflict("The rolling reload is not stopped. There is nothing to resume.");
    }

    private Refusal? Cancel(string id)
    {
        if (Find(id) is not { } record)
        {
            return Unknown();
        }

        return record.State is ReloadState.Stopped or ReloadState.Running
            ? null
            : Conflict("The rolling reload has finished. There is nothing to cancel.");
    }

    private Refusal? Rolling(ReloadHaProxy reload) =>
        journal.Reloads.FirstOrDefault(IsRolling) is { } rolling
        && !rolling.Id.Equals(reload.Batch, StringComparison.Ordinal)
            ? Conflict($"The rolling reload {rolling.Id} by {rolling.By} is in progress.")
            : null;

    private static bool IsRolling(ReloadRecord record) =>
        record is { State: ReloadState.Running, IsRolling: true, IsDryRun: false };

    private ReloadRecord? Find(string id) => journal.FindReload(id) is { IsRolling: true } record ? record : null;

    private static Refusal Unknown() => new(RefusalKind.UnknownTarget, "No rolling reload has this id.");

    private static Refusal Conflict(string message) => new(RefusalKind.Conflict, message);
}

using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Text;
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
            ? Conflict(GuardTexts.OneReloadAtATime(running.Id, running.By))
            : null;

    private Refusal? Resume(string id)
    {
        if (Find(id) is not { } record)
        {
            return Unknown();
        }

        return record.State is ReloadState.Stopped ? Running() : Conflict(GuardTexts.NothingToResume);
    }

    private Refusal? Cancel(string id)
    {
        if (Find(id) is not { } record)
        {
            return Unknown();
        }

        return record.State is ReloadState.Stopped or ReloadState.Running ? null : Conflict(GuardTexts.NothingToCancel);
    }

    private Refusal? Rolling(ReloadHaProxy reload) =>
        journal.Reloads.FirstOrDefault(IsRolling) is { } rolling
        && !rolling.Id.Equals(reload.Batch, StringComparison.Ordinal)
            ? Conflict(GuardTexts.RollingReloadInProgress(rolling.Id, rolling.By))
            : null;

    private static bool IsRolling(ReloadRecord record) =>
        record is { State: ReloadState.Running, IsRolling: true, IsDryRun: false };

    private ReloadRecord? Find(string id) => journal.FindReload(id) is { IsRolling: true } record ? record : null;

    private static Refusal Unknown() => new(RefusalKind.UnknownTarget, GuardTexts.UnknownRollingReload);

    private static Refusal Conflict(Message message) => new(RefusalKind.Conflict, message);
}

using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Reloads;

/// <summary>The only place that decides the color, icon and word of a reload.</summary>
internal static class ReloadStyle
{
    internal static StatusStyle Of(ReloadOutcome outcome) =>
        outcome switch
        {
            ReloadOutcome.Succeeded => new StatusStyle(Tone.Ok, "✓", ReloadPageTexts.Succeeded),
            ReloadOutcome.Refused => new StatusStyle(Tone.Warn, "!", ReloadPageTexts.Refused),
            ReloadOutcome.Failed => new StatusStyle(Tone.Bad, "▼", ReloadPageTexts.Failed),
            ReloadOutcome.Skipped => new StatusStyle(Tone.None, "–", ReloadPageTexts.NotReloaded),
            _ => new StatusStyle(Tone.Bad, "?", ReloadPageTexts.Unverified),
        };

    internal static StatusStyle Of(NodeReload node) =>
        node.Outcome is { } outcome ? Of(outcome)
        : node.Phase is ReloadPhase.Waiting ? new StatusStyle(Tone.None, "○", ReloadPageTexts.Waiting)
        : new StatusStyle(Tone.Intent, "…", Doing(node.Phase));

    internal static StatusStyle Of(ReloadRecord reload) =>
        reload.State switch
        {
            ReloadState.Running => new StatusStyle(
                Tone.Intent,
                "…",
                reload.IsCanceled ? ReloadPageTexts.Canceling : ReloadPageTexts.Running
            ),
            ReloadState.Stopped => new StatusStyle(Tone.Bad, "■", ReloadPageTexts.Stopped),
            ReloadState.Interrupted => new StatusStyle(Tone.Bad, "?", ReloadPageTexts.Interrupted),
            _ when reload.IsDryRun => new StatusStyle(
                reload.Nodes.Any(node => node.Outcome is not ReloadOutcome.Skipped) ? Tone.Warn : Tone.None,
                "○",
                ReloadPageTexts.DryRun
            ),
            _ when reload.IsCanceled => new StatusStyle(Tone.Warn, "■", ReloadPageTexts.Canceled),
            _ => Of(Worst(reload)),
        };

    internal static StatusStyle Of(CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Alert => new StatusStyle(Tone.Bad, "▼", Message.Verbatim("ALERT")),
            CheckSeverity.Warning => new StatusStyle(Tone.Warn, "!", Message.Verbatim("WARNING")),
            _ => new StatusStyle(Tone.None, "i", Message.Verbatim("NOTICE")),
        };

    internal static Message Doing(ReloadPhase phase) =>
        phase switch
        {
            ReloadPhase.Checking => ReloadPageTexts.Checking,
            ReloadPhase.Reloading => ReloadPageTexts.Reloading,
            ReloadPhase.Proving => ReloadPageTexts.Verifying,
            ReloadPhase.Reapplying => ReloadPageTexts.Reapplying,
            ReloadPhase.Done => ReloadPageTexts.Done,
            _ => ReloadPageTexts.Waiting,
        };

    internal static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    internal static Message Worker(ReloadWorker? worker) =>
        worker switch
        {
            null => ReloadPageTexts.WorkerNotObserved,
            { ServersUp: { } up, OldWorkers: { } old } => ReloadPageTexts.WorkerServersOld(
                worker.Pid,
                worker.Version,
                up,
                old
            ),
            { ServersUp: { } up } => ReloadPageTexts.WorkerServers(worker.Pid, worker.Version, up),
            { OldWorkers: { } old } => ReloadPageTexts.WorkerOld(worker.Pid, worker.Version, old),
            _ => ReloadPageTexts.Worker(worker.Pid, worker.Version),
        };

    /// <summary>The duration of a phase; null while the phase runs.</summary>
    internal static string? Duration(NodeReload node, int phase)
    {
        if (phase + 1 >= node.Times.Length)
        {
            return null;
        }

        var duration = node.Times[phase + 1].At - node.Times[phase].At;
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");
    }

    private static ReloadOutcome Worst(ReloadRecord reload)
    {
        foreach (
            var outcome in new[]
            {
                ReloadOutcome.Failed,
                ReloadOutcome.Suspect,
                ReloadOutcome.Refused,
                ReloadOutcome.Succeeded,
            }
        )
        {
            if (reload.Nodes.Any(node => node.Outcome == outcome))
            {
                return outcome;
            }
        }

        return ReloadOutcome.Skipped;
    }
}

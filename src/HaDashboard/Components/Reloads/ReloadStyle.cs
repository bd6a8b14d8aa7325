using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Components.Reloads;

/// <summary>The only place that decides the color, icon and word of a reload.</summary>
internal static class ReloadStyle
{
    internal static StatusStyle Of(ReloadOutcome outcome) =>
        outcome switch
        {
            ReloadOutcome.Succeeded => new StatusStyle(Tone.Ok, "✓", "succeeded"),
            ReloadOutcome.Refused => new StatusStyle(Tone.Warn, "!", "refused"),
            ReloadOutcome.Failed => new StatusStyle(Tone.Bad, "▼", "failed"),
            ReloadOutcome.Skipped => new StatusStyle(Tone.None, "–", "not reloaded"),
            _ => new StatusStyle(Tone.Bad, "?", "unverified"),
        };

    internal static StatusStyle Of(NodeReload node) =>
        node.Outcome is { } outcome ? Of(outcome)
        : node.Phase is ReloadPhase.Waiting ? new StatusStyle(Tone.None, "○", "waiting")
        : new StatusStyle(Tone.Intent, "…", Doing(node.Phase));

    internal static StatusStyle Of(ReloadRecord reload) =>
        reload.State switch
        {
            ReloadState.Running => new StatusStyle(Tone.Intent, "…", reload.IsCanceled ? "canceling" : "running"),
            ReloadState.Stopped => new StatusStyle(Tone.Bad, "■", "stopped"),
            ReloadState.Interrupted => new StatusStyle(Tone.Bad, "?", "interrupted"),
            _ when reload.IsDryRun => new StatusStyle(
                reload.Nodes.Any(node => node.Outcome is not ReloadOutcome.Skipped) ? Tone.Warn : Tone.None,
                "○",
                "dry run"
            ),
            _ when reload.IsCanceled => new StatusStyle(Tone.Warn, "■", "canceled"),
            _ => Of(Worst(reload)),
        };

    internal static StatusStyle Of(CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Alert => new StatusStyle(Tone.Bad, "▼", "ALERT"),
            CheckSeverity.Warning => new StatusStyle(Tone.Warn, "!", "WARNING"),
            _ => new StatusStyle(Tone.None, "i", "NOTICE"),
        };

    internal static string Doing(ReloadPhase phase) =>
        phase switch
        {
            ReloadPhase.Checking => "checking the configuration",
            ReloadPhase.Reloading => "reloading",
            ReloadPhase.Proving => "verifying",
            ReloadPhase.Reapplying => "restoring runtime changes",
            ReloadPhase.Done => "done",
            _ => "waiting",
        };

    internal static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    internal static string Worker(ReloadWorker? worker)
    {
        if (worker is null)
        {
            return "not observed";
        }

        var culture = CultureInfo.InvariantCulture;
        var up = worker.ServersUp is { } servers ? string.Create(culture, $", {servers} UP") : "";
        var leaving = worker.OldWorkers is { } old ? string.Create(culture, $", {old} old workers") : "";
        return string.Create(culture, $"pid {worker.Pid}, {worker.Version}{up}{leaving}");
    }

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

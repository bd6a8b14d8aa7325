using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;

namespace HaDashboard.Components.Reloads;

/// <summary>Colour, icon and word of a reload: decided here and nowhere else.</summary>
internal static class ReloadLook
{
    internal static Look Of(ReloadOutcome outcome) =>
        outcome switch
        {
            ReloadOutcome.Succeeded => new Look(Tone.Ok, "✓", "succeeded"),
            ReloadOutcome.Refused => new Look(Tone.Warn, "!", "refused"),
            ReloadOutcome.Failed => new Look(Tone.Bad, "▼", "failed"),
            ReloadOutcome.Skipped => new Look(Tone.None, "–", "not reloaded"),
            _ => new Look(Tone.Bad, "?", "suspect"),
        };

    internal static Look Of(NodeReload node) =>
        node.Outcome is { } outcome ? Of(outcome)
        : node.Phase is ReloadPhase.Waiting ? new Look(Tone.None, "○", "waiting")
        : new Look(Tone.Intent, "…", Doing(node.Phase));

    internal static Look Of(ReloadRecord reload) =>
        reload.State switch
        {
            ReloadState.Running => new Look(Tone.Intent, "…", reload.IsCalledOff ? "ending" : "running"),
            ReloadState.Stopped => new Look(Tone.Bad, "■", "stopped"),
            ReloadState.Interrupted => new Look(Tone.Bad, "?", "interrupted"),
            _ when reload.IsDryRun => new Look(
                reload.Nodes.Any(node => node.Outcome is not ReloadOutcome.Skipped) ? Tone.Warn : Tone.None,
                "○",
                "dry run"
            ),
            _ when reload.IsCalledOff => new Look(Tone.Warn, "■", "called off"),
            _ => Of(Worst(reload)),
        };

    internal static Look Of(CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Alert => new Look(Tone.Bad, "▼", "ALERT"),
            CheckSeverity.Warning => new Look(Tone.Warn, "!", "WARNING"),
            _ => new Look(Tone.None, "i", "NOTICE"),
        };

    internal static string Doing(ReloadPhase phase) =>
        phase switch
        {
            ReloadPhase.Checking => "checking the file",
            ReloadPhase.Reloading => "reloading",
            ReloadPhase.Proving => "proving",
            ReloadPhase.Reapplying => "setting again",
            _ => "waiting",
        };

    internal static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    internal static string Worker(ReloadWorker? worker)
    {
        if (worker is null)
        {
            return "not seen";
        }

        var culture = CultureInfo.InvariantCulture;
        var up = worker.ServersUp is { } servers ? string.Create(culture, $", {servers} UP") : "";
        var leaving = worker.OldWorkers is { } old ? string.Create(culture, $", {old} leaving") : "";
        return string.Create(culture, $"pid {worker.Pid}, {worker.Version}{up}{leaving}");
    }

    /// <summary>How long a phase took; null while it lasts.</summary>
    internal static string? Took(NodeReload node, int phase) =>
        phase + 1 < node.Times.Length
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(node.Times[phase + 1].At - node.Times[phase].At).TotalSeconds:0.0} s"
            )
            : null;

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

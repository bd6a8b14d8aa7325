using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Shared;

/// <summary>The colour, icon and word of a state. All pages take them from here.</summary>
/// <param name="Word">The first line of a cell.</param>
/// <param name="Note">More about the state: the progress of checks, a state that is not checked yet, weight 0.</param>
public sealed record StatusStyle(Tone Tone, string Icon, string Word, string? Note = null)
{
    private static readonly StatusStyle Up = new(Tone.Ok, "▲", "UP");
    private static readonly StatusStyle UpBackup = new(Tone.Ok, "▴", "UP", "backup");
    private static readonly StatusStyle Down = new(Tone.Bad, "▼", "DOWN");
    private static readonly StatusStyle Maint = new(Tone.Intent, "◼", "MAINT");
    private static readonly StatusStyle Drain = new(Tone.Intent, "◧", "DRAIN");
    private static readonly StatusStyle NoLb = new(Tone.Warn, "◌", "NOLB");
    private static readonly StatusStyle NoCheck = new(Tone.Warn, "?", "no check");
    private static readonly StatusStyle WeightZero = new(Tone.Intent, "◧", "UP", "weight 0");
    private static readonly StatusStyle NotCheckedYet = new(Tone.Warn, "…", "UP", "not checked yet");

    /// <summary>
    /// The meaning of each style: the ten entries of the legend of HAProxy's stats page, and those that only the dashboard shows.
    /// </summary>
    public static IReadOnlyList<(StatusStyle Style, string Meaning)> Legend { get; } =
    [
        (Up, "active, and its last check passed"),
        (UpBackup, "a backup server: gets traffic when no active server is left"),
        (GoingDown("2/3", null), "active, checks have begun to fail; still gets traffic"),
        (GoingDown("2/3", "backup"), "a backup server, checks have begun to fail"),
        (GoingUp("1/2", null), "active, checks have begun to pass; no traffic yet"),
        (GoingUp("1/2", "backup"), "a backup server, checks have begun to pass"),
        (Down, "active or backup, no traffic"),
        (NoCheck, "no health check; gets traffic"),
        (Maint, "active or backup, set to MAINT by an operator"),
        (Drain, "existing sessions continue, no new ones; set by an operator"),
        (NoLb, "serves existing sessions and refuses new ones"),
        (WeightZero, "reported UP, gets no new sessions"),
        (NotCheckedYet, "UP (not yet checked): the worker has just started"),
        (new StatusStyle(Tone.Stale, "?", "was UP"), "no current data from the node: its last known state"),
    ];

    public static StatusStyle Of(Server server) =>
        server.Status.State switch
        {
            ServerOperationalState.Up when server.Weight is 0 => WeightZero,
            ServerOperationalState.Up when server.Check is null => new StatusStyle(Tone.Warn, "?", "UP", "unchecked"),
            ServerOperationalState.Up when server.Check.IsInitial => NotCheckedYet,
            ServerOperationalState.Up when server.IsGoingDown => GoingDown(Progress(server), Backup(server)),
            ServerOperationalState.Up => Backup(server) is null ? Up : UpBackup,
            ServerOperationalState.Down when server.Status.IsGoingUp => GoingUp(Progress(server), Backup(server)),
            ServerOperationalState.Down => Down,
            ServerOperationalState.Maint => server.Status.Detail is { } detail ? Maint with { Note = detail } : Maint,
            ServerOperationalState.Drain => Drain,
            ServerOperationalState.NoLb => NoLb,
            ServerOperationalState.NoCheck => NoCheck,
            _ => new StatusStyle(Tone.None, "?", server.Status.Word),
        };

    /// <summary>A frontend, backend or listener row.</summary>
    public static StatusStyle OfProxyStatus(string status) =>
        status switch
        {
            "OPEN" or "UP" => new StatusStyle(Tone.Ok, "▲", status),
            "DOWN" => new StatusStyle(Tone.Bad, "▼", status),
            "STOP" => new StatusStyle(Tone.Bad, "◼", status),
            "PAUSED" => new StatusStyle(Tone.Intent, "◼", status),
            "FULL" or "WAITING" => new StatusStyle(Tone.Warn, "!", status),
            _ => new StatusStyle(Tone.None, "?", status),
        };

    public static StatusStyle Of(Level level) =>
        level switch
        {
            Level.Healthy => new StatusStyle(Tone.Ok, "✓", "Healthy"),
            Level.Degraded => new StatusStyle(Tone.Warn, "!", "Degraded"),
            Level.AtRisk => new StatusStyle(Tone.Bad, "⚠", "At risk"),
            Level.Down => new StatusStyle(Tone.Bad, "✕", "Down"),
            _ => new StatusStyle(Tone.Stale, "?", "Unknown"),
        };

    public static StatusStyle Of(Severity severity) =>
        severity switch
        {
            Severity.Critical => new StatusStyle(Tone.Bad, "▼", "critical"),
            Severity.Warning => new StatusStyle(Tone.Warn, "!", "warning"),
            _ => new StatusStyle(Tone.Intent, "i", "info"),
        };

    public static StatusStyle Of(DoctorState state) =>
        state switch
        {
            DoctorState.Fail => new StatusStyle(Tone.Bad, "▼", "fails"),
            DoctorState.Warn => new StatusStyle(Tone.Warn, "!", "needs attention"),
            DoctorState.Pass => new StatusStyle(Tone.Ok, "✓", "passed"),
            _ => new StatusStyle(Tone.Stale, "?", "not checked"),
        };

    public static Tone Of(TransitionTone tone) =>
        tone switch
        {
            TransitionTone.Good => Tone.Ok,
            TransitionTone.Bad => Tone.Bad,
            TransitionTone.Intent => Tone.Intent,
            TransitionTone.Unknown => Tone.Stale,
            _ => Tone.None,
        };

    private static StatusStyle GoingDown(string progress, string? backup) =>
        new(Tone.Warn, "▽", "UP", $"{progress} going down{Suffix(backup)}");

    private static StatusStyle GoingUp(string progress, string? backup) =>
        new(Tone.Bad, "△", "DOWN", $"{progress} going up{Suffix(backup)}");

    private static string Suffix(string? backup) => backup is null ? "" : $", {backup}";

    private static string? Backup(Server server) => server.Row.Number("bck") is 1 ? "backup" : null;

    private static string Progress(Server server) => $"{server.Status.Progress}/{server.Status.ProgressOf}";
}

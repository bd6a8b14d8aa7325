using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Components.Shared;

/// <summary>Colour, icon and word of a state: decided here and nowhere else.</summary>
/// <param name="Word">What a cell says in its first line.</param>
/// <param name="Note">What else must be known to read it right: progress, optimism, weight 0.</param>
public sealed record Look(Tone Tone, string Icon, string Word, string? Note = null)
{
    private static readonly Look Up = new(Tone.Ok, "▲", "UP");
    private static readonly Look UpBackup = new(Tone.Ok, "▴", "UP", "backup");
    private static readonly Look Down = new(Tone.Bad, "▼", "DOWN");
    private static readonly Look Maint = new(Tone.Intent, "◼", "MAINT");
    private static readonly Look Drain = new(Tone.Intent, "◧", "DRAIN");
    private static readonly Look NoLb = new(Tone.Warn, "◌", "NOLB");
    private static readonly Look NoCheck = new(Tone.Warn, "?", "no check");
    private static readonly Look WeightZero = new(Tone.Intent, "◧", "UP", "weight 0");
    private static readonly Look NotCheckedYet = new(Tone.Warn, "…", "UP", "not checked yet");

    /// <summary>What the looks mean: the ten entries of HAProxy's stats page, and those this dashboard tells apart beyond them.</summary>
    public static IReadOnlyList<(Look Look, string Meaning)> Legend { get; } =
    [
        (Up, "active, and its last check passed"),
        (UpBackup, "a backup server: it gets traffic once every active one is gone"),
        (GoingDown("2/3", null), "active, checks have begun to fail; still gets traffic"),
        (GoingDown("2/3", "backup"), "a backup server, checks have begun to fail"),
        (GoingUp("1/2", null), "active, checks have begun to pass; no traffic yet"),
        (GoingUp("1/2", "backup"), "a backup server, checks have begun to pass"),
        (Down, "active or backup, no traffic"),
        (NoCheck, "nobody checks it; it gets traffic"),
        (Maint, "active or backup, in maintenance by somebody's order"),
        (Drain, "what runs goes on, no new sessions, by somebody's order"),
        (NoLb, "alive, and refuses new sessions"),
        (WeightZero, "UP in HAProxy's words, and gets nothing new"),
        (NotCheckedYet, "a worker has just started and is optimistic"),
        (new Look(Tone.Stale, "?", "was UP"), "the node can't be observed: this is what it said last"),
    ];

    public static Look Of(Server server) =>
        server.Status.State switch
        {
            ServerOperationalState.Up when server.Weight is 0 => WeightZero,
            ServerOperationalState.Up when server.Check is null => new Look(Tone.Warn, "?", "UP", "unchecked"),
            ServerOperationalState.Up when server.Check.IsInitial => NotCheckedYet,
            ServerOperationalState.Up when server.IsGoingDown => GoingDown(Progress(server), Backup(server)),
            ServerOperationalState.Up => Backup(server) is null ? Up : UpBackup,
            ServerOperationalState.Down when server.Status.IsGoingUp => GoingUp(Progress(server), Backup(server)),
            ServerOperationalState.Down => Down,
            ServerOperationalState.Maint => server.Status.Detail is { } detail ? Maint with { Note = detail } : Maint,
            ServerOperationalState.Drain => Drain,
            ServerOperationalState.NoLb => NoLb,
            ServerOperationalState.NoCheck => NoCheck,
            _ => new Look(Tone.None, "?", server.Status.Word),
        };

    /// <summary>A frontend, backend or listener row.</summary>
    public static Look OfProxyStatus(string status) =>
        status switch
        {
            "OPEN" or "UP" => new Look(Tone.Ok, "▲", status),
            "DOWN" => new Look(Tone.Bad, "▼", status),
            "STOP" => new Look(Tone.Bad, "◼", status),
            "PAUSED" => new Look(Tone.Intent, "◼", status),
            "FULL" or "WAITING" => new Look(Tone.Warn, "!", status),
            _ => new Look(Tone.None, "?", status),
        };

    public static Look Of(Level level) =>
        level switch
        {
            Level.Healthy => new Look(Tone.Ok, "✓", "Healthy"),
            Level.Degraded => new Look(Tone.Warn, "!", "Degraded"),
            Level.AtRisk => new Look(Tone.Bad, "⚠", "At risk"),
            Level.Down => new Look(Tone.Bad, "✕", "Down"),
            _ => new Look(Tone.Stale, "?", "Unknown"),
        };

    public static Look Of(Severity severity) =>
        severity switch
        {
            Severity.Critical => new Look(Tone.Bad, "▼", "critical"),
            Severity.Warning => new Look(Tone.Warn, "!", "warning"),
            _ => new Look(Tone.Intent, "i", "info"),
        };

    public static Look Of(DoctorState state) =>
        state switch
        {
            DoctorState.Fail => new Look(Tone.Bad, "▼", "fails"),
            DoctorState.Warn => new Look(Tone.Warn, "!", "to mend"),
            DoctorState.Pass => new Look(Tone.Ok, "✓", "passed"),
            _ => new Look(Tone.Stale, "?", "not checked"),
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

    private static Look GoingDown(string progress, string? backup) =>
        new(Tone.Warn, "▽", "UP", $"{progress} going down{(backup is null ? "" : $", {backup}")}");

    private static Look GoingUp(string progress, string? backup) =>
        new(Tone.Bad, "△", "DOWN", $"{progress} going up{(backup is null ? "" : $", {backup}")}");

    private static string? Backup(Server server) => server.Row.Number("bck") is 1 ? "backup" : null;

    private static string Progress(Server server) => $"{server.Status.Progress}/{server.Status.ProgressOf}";
}

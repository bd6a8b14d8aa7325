using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Shared;

/// <summary>The colour, icon and word of a state. All pages take them from here.</summary>
/// <param name="Word">The first line of a cell.</param>
/// <param name="Note">More about the state: the progress of checks, a state that is not checked yet, weight 0.</param>
public sealed record StatusStyle(Tone Tone, string Icon, Message Word, Message? Note = null)
{
    private static readonly Message UpWord = Message.Verbatim("UP");
    private static readonly Message DownWord = Message.Verbatim("DOWN");
    private static readonly StatusStyle Up = new(Tone.Ok, "▲", UpWord);
    private static readonly StatusStyle UpBackup = new(Tone.Ok, "▴", UpWord, SharedTexts.BackupServer);
    private static readonly StatusStyle Down = new(Tone.Bad, "▼", DownWord);
    private static readonly StatusStyle Maint = new(Tone.Intent, "◼", Message.Verbatim("MAINT"));
    private static readonly StatusStyle Drain = new(Tone.Intent, "◧", Message.Verbatim("DRAIN"));
    private static readonly StatusStyle NoLb = new(Tone.Warn, "◌", Message.Verbatim("NOLB"));
    private static readonly StatusStyle NoCheck = new(Tone.Warn, "?", Message.Verbatim("no check"));
    private static readonly StatusStyle WeightZero = new(Tone.Intent, "◧", UpWord, SharedTexts.WeightZero);
    private static readonly StatusStyle Unchecked = new(Tone.Warn, "?", UpWord, SharedTexts.Unchecked);
    private static readonly StatusStyle NotCheckedYet = new(Tone.Warn, "…", UpWord, SharedTexts.NotCheckedYet);

    /// <summary>
    /// The meaning of each style: the ten entries of the legend of HAProxy's stats page, and those that only the dashboard shows.
    /// </summary>
    public static IReadOnlyList<(StatusStyle Style, Message Meaning)> Legend { get; } =
    [
        (Up, SharedTexts.MeaningUp),
        (UpBackup, SharedTexts.MeaningUpBackup),
        (GoingDown("2/3", isBackup: false), SharedTexts.MeaningGoingDown),
        (GoingDown("2/3", isBackup: true), SharedTexts.MeaningGoingDownBackup),
        (GoingUp("1/2", isBackup: false), SharedTexts.MeaningGoingUp),
        (GoingUp("1/2", isBackup: true), SharedTexts.MeaningGoingUpBackup),
        (Down, SharedTexts.MeaningDown),
        (NoCheck, SharedTexts.MeaningNoCheck),
        (Maint, SharedTexts.MeaningMaint),
        (Drain, SharedTexts.MeaningDrain),
        (NoLb, SharedTexts.MeaningNoLb),
        (WeightZero, SharedTexts.MeaningWeightZero),
        (NotCheckedYet, SharedTexts.MeaningNotCheckedYet),
        (new StatusStyle(Tone.Stale, "?", SharedTexts.Was(UpWord)), SharedTexts.MeaningStale),
    ];

    public static StatusStyle Of(Server server) =>
        server.Status.State switch
        {
            ServerOperationalState.Up when server.Weight is 0 => WeightZero,
            ServerOperationalState.Up when server.Check is null => Unchecked,
            ServerOperationalState.Up when server.Check.IsInitial => NotCheckedYet,
            ServerOperationalState.Up when server.IsGoingDown => GoingDown(Progress(server), IsBackup(server)),
            ServerOperationalState.Up => IsBackup(server) ? UpBackup : Up,
            ServerOperationalState.Down when server.Status.IsGoingUp => GoingUp(Progress(server), IsBackup(server)),
            ServerOperationalState.Down => Down,
            ServerOperationalState.Maint => server.Status.Detail is { } detail
                ? Maint with
                {
                    Note = Message.Verbatim(detail),
                }
                : Maint,
            ServerOperationalState.Drain => Drain,
            ServerOperationalState.NoLb => NoLb,
            ServerOperationalState.NoCheck => NoCheck,
            _ => new StatusStyle(Tone.None, "?", Message.Verbatim(server.Status.Word)),
        };

    /// <summary>A frontend, backend or listener row.</summary>
    public static StatusStyle OfProxyStatus(string status) =>
        status switch
        {
            "OPEN" or "UP" => new StatusStyle(Tone.Ok, "▲", Message.Verbatim(status)),
            "DOWN" => new StatusStyle(Tone.Bad, "▼", Message.Verbatim(status)),
            "STOP" => new StatusStyle(Tone.Bad, "◼", Message.Verbatim(status)),
            "PAUSED" => new StatusStyle(Tone.Intent, "◼", Message.Verbatim(status)),
            "FULL" or "WAITING" => new StatusStyle(Tone.Warn, "!", Message.Verbatim(status)),
            _ => new StatusStyle(Tone.None, "?", Message.Verbatim(status)),
        };

    public static StatusStyle Of(Level level) =>
        level switch
        {
            Level.Healthy => new StatusStyle(Tone.Ok, "✓", SharedTexts.LevelHealthy),
            Level.Degraded => new StatusStyle(Tone.Warn, "!", SharedTexts.LevelDegraded),
            Level.AtRisk => new StatusStyle(Tone.Bad, "⚠", SharedTexts.LevelAtRisk),
            Level.Down => new StatusStyle(Tone.Bad, "✕", SharedTexts.LevelDown),
            _ => new StatusStyle(Tone.Stale, "?", SharedTexts.LevelUnknown),
        };

    public static StatusStyle Of(Severity severity) =>
        severity switch
        {
            Severity.Critical => new StatusStyle(Tone.Bad, "▼", SharedTexts.SeverityCritical),
            Severity.Warning => new StatusStyle(Tone.Warn, "!", SharedTexts.SeverityWarning),
            _ => new StatusStyle(Tone.Intent, "i", SharedTexts.SeverityInfo),
        };

    public static StatusStyle Of(DoctorState state) =>
        state switch
        {
            DoctorState.Fail => new StatusStyle(Tone.Bad, "▼", SharedTexts.CheckFails),
            DoctorState.Warn => new StatusStyle(Tone.Warn, "!", SharedTexts.CheckNeedsAttention),
            DoctorState.Pass => new StatusStyle(Tone.Ok, "✓", SharedTexts.CheckPassed),
            _ => new StatusStyle(Tone.Stale, "?", SharedTexts.CheckNotChecked),
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

    private static StatusStyle GoingDown(string progress, bool isBackup) =>
        new(Tone.Warn, "▽", UpWord, isBackup ? SharedTexts.GoingDownBackup(progress) : SharedTexts.GoingDown(progress));

    private static StatusStyle GoingUp(string progress, bool isBackup) =>
        new(Tone.Bad, "△", DownWord, isBackup ? SharedTexts.GoingUpBackup(progress) : SharedTexts.GoingUp(progress));

    private static bool IsBackup(Server server) => server.Row.Number("bck") is 1;

    private static string Progress(Server server) => $"{server.Status.Progress}/{server.Status.ProgressOf}";
}

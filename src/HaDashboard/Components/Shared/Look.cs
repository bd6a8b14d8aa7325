using HaDashboard.Core.HaProxy;
using HaDashboard.Core.History;
using HaDashboard.Core.Verdicts;

namespace HaDashboard.Components.Shared;

/// <summary>Colour, icon and word of a state: decided here and nowhere else.</summary>
/// <param name="Word">What a cell says in its first line.</param>
/// <param name="Note">What else must be known to read it right: progress, optimism, weight 0.</param>
public sealed record Look(Tone Tone, string Icon, string Word, string? Note = null)
{
    public static Look Of(Server server) => server.Status.State switch
    {
        ServerOperationalState.Up when server.Weight is 0 => new Look(Tone.Intent, "◧", "UP", "weight 0"),
        ServerOperationalState.Up when server.Check is null => new Look(Tone.Warn, "?", "UP", "unchecked"),
        ServerOperationalState.Up when server.Check.IsInitial => new Look(Tone.Warn, "…", "UP", "not checked yet"),
        ServerOperationalState.Up when server.IsGoingDown => new Look(Tone.Warn, "▽", "UP", $"{Progress(server)} going down"),
        ServerOperationalState.Up => new Look(Tone.Ok, "▲", "UP"),
        ServerOperationalState.Down when server.Status.IsGoingUp => new Look(Tone.Bad, "△", "DOWN", $"{Progress(server)} going up"),
        ServerOperationalState.Down => new Look(Tone.Bad, "▼", "DOWN"),
        ServerOperationalState.Maint => new Look(Tone.Intent, "◼", "MAINT", server.Status.Detail),
        ServerOperationalState.Drain => new Look(Tone.Intent, "◧", "DRAIN"),
        ServerOperationalState.NoLb => new Look(Tone.Warn, "◌", "NOLB"),
        ServerOperationalState.NoCheck => new Look(Tone.Warn, "?", "no check"),
        _ => new Look(Tone.None, "?", server.Status.Word),
    };

    /// <summary>A frontend, backend or listener row.</summary>
    public static Look OfProxyStatus(string status) => status switch
    {
        "OPEN" or "UP" => new Look(Tone.Ok, "▲", status),
        "DOWN" => new Look(Tone.Bad, "▼", status),
        "STOP" => new Look(Tone.Bad, "◼", status),
        "PAUSED" => new Look(Tone.Intent, "◼", status),
        "FULL" or "WAITING" => new Look(Tone.Warn, "!", status),
        _ => new Look(Tone.None, "?", status),
    };

    public static Look Of(Level level) => level switch
    {
        Level.Healthy => new Look(Tone.Ok, "✓", "Healthy"),
        Level.Degraded => new Look(Tone.Warn, "!", "Degraded"),
        Level.AtRisk => new Look(Tone.Bad, "⚠", "At risk"),
        Level.Down => new Look(Tone.Bad, "✕", "Down"),
        _ => new Look(Tone.Stale, "?", "Unknown"),
    };

    public static Look Of(Severity severity) => severity switch
    {
        Severity.Critical => new Look(Tone.Bad, "▼", "critical"),
        Severity.Warning => new Look(Tone.Warn, "!", "warning"),
        _ => new Look(Tone.Intent, "i", "info"),
    };

    public static Tone Of(TransitionTone tone) => tone switch
    {
        TransitionTone.Good => Tone.Ok,
        TransitionTone.Bad => Tone.Bad,
        TransitionTone.Intent => Tone.Intent,
        TransitionTone.Unknown => Tone.Stale,
        _ => Tone.None,
    };

    private static string Progress(Server server) => $"{server.Status.Progress}/{server.Status.ProgressOf}";
}

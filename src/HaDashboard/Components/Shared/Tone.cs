namespace HaDashboard.Components.Shared;

/// <summary>The meaning of a state. Each tone has one colour family; a colour is always shown with an icon and a word.</summary>
public enum Tone
{
    /// <summary>Unknown: never observed.</summary>
    None,

    /// <summary>Observed, but stale.</summary>
    Stale,
    Ok,

    /// <summary>Set by an operator: maintenance, drain, weight 0.</summary>
    Intent,

    /// <summary>Needs attention.</summary>
    Warn,
    Bad,
}

public static class Tones
{
    /// <summary>The CSS class.</summary>
    public static string Css(this Tone tone) =>
        tone switch
        {
            Tone.Ok => "ok",
            Tone.Bad => "bad",
            Tone.Warn => "warn",
            Tone.Intent => "intent",
            Tone.Stale => "stale",
            _ => "none",
        };
}

namespace HaDashboard.Components.Shared;

/// <summary>What a state means to a person; one colour family each, never without its icon and its word.</summary>
public enum Tone
{
    /// <summary>Nobody knows: never observed.</summary>
    None,

    /// <summary>Known once, and old.</summary>
    Stale,
    Ok,

    /// <summary>Somebody's intention: maintenance, drain, weight 0.</summary>
    Intent,

    /// <summary>Asks for a look.</summary>
    Warn,
    Bad,
}

public static class Tones
{
    /// <summary>The class of the style sheet.</summary>
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

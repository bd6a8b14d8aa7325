using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The three states a person may put a server into.</summary>
public enum ServerTargetState
{
    /// <summary>It takes sessions whenever its checks say UP.</summary>
    Ready,

    /// <summary>No new session; those it has may end by themselves; still checked.</summary>
    Drain,

    /// <summary>No new session, and no check.</summary>
    Maint,
}

/// <summary>What persons have set of a server: what an undo brings back.</summary>
/// <param name="Weight">The user's weight, 0 to 256, which a slow start doesn't change.</param>
public sealed record ServerSetting(ServerTargetState State, int Weight)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{State.Word()}, weight {Weight}");
}

public static class ServerTargetStates
{
    /// <summary>As the runtime API spells it.</summary>
    public static string Word(this ServerTargetState state) =>
        state switch
        {
            ServerTargetState.Ready => "ready",
            ServerTargetState.Drain => "drain",
            ServerTargetState.Maint => "maint",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state HAProxy does not know."),
        };

    public static bool TryParse(string? word, out ServerTargetState state)
    {
        (var known, state) = word switch
        {
            "ready" => (true, ServerTargetState.Ready),
            "drain" => (true, ServerTargetState.Drain),
            "maint" => (true, ServerTargetState.Maint),
            _ => (false, default),
        };
        return known;
    }
}

using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The three states that a user can set on a server.</summary>
public enum ServerTargetState
{
    /// <summary>The server receives sessions whenever its checks pass.</summary>
    Ready,

    /// <summary>The server receives no new session and existing ones continue. Checks continue.</summary>
    Drain,

    /// <summary>The server receives no new session and is not checked.</summary>
    Maint,
}

/// <summary>The settings of a server that users can change. An undo restores them.</summary>
/// <param name="Weight">The user weight, 0 to 256. A slow start does not change it.</param>
public sealed record ServerSetting(ServerTargetState State, int Weight)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{State.Word()}, weight {Weight}");
}

public static class ServerTargetStates
{
    /// <summary>The state as the runtime API spells it.</summary>
    public static string Word(this ServerTargetState state) =>
        state switch
        {
            ServerTargetState.Ready => "ready",
            ServerTargetState.Drain => "drain",
            ServerTargetState.Maint => "maint",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "HAProxy has no such state."),
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

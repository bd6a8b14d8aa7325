using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Core.Operations.Commands;

public enum RefusalKind
{
    /// <summary>Nobody is signed in.</summary>
    NotSignedIn,

    /// <summary>The role does not reach.</summary>
    Forbidden,

    /// <summary>The node, proxy or server is not in the last inventory.</summary>
    UnknownTarget,

    /// <summary>A guard said no, or the same is under way already.</summary>
    Conflict,

    /// <summary>A value that can't be.</summary>
    Invalid,
}

/// <summary>Why a command was not carried out, in words for the person who asked.</summary>
public sealed record Refusal(RefusalKind Kind, string Message);

/// <summary>What became of a command that was carried out.</summary>
/// <param name="Succeeded">Proved, not merely said.</param>
/// <param name="Summary">One sentence for the audit and the page.</param>
/// <param name="Executed">The exact command lines that were run.</param>
/// <param name="Before">What was there, in a few words, read right before; null where nothing was read.</param>
/// <param name="After">What is there now.</param>
public sealed record CommandOutcome(
    bool Succeeded,
    string Summary,
    string Executed,
    string? Before = null,
    string? After = null
)
{
    /// <summary>What was set of the server before: what an undo brings back.</summary>
    public ServerSetting? SettingBefore { get; init; }

    /// <summary>What is set of it now.</summary>
    public ServerSetting? SettingAfter { get; init; }

    /// <summary>A guard said no on the fresh read right before sending: nothing was changed.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What HAProxy answered in the console, bounded.</summary>
    public string? Output { get; init; }

    /// <summary>There was more of it.</summary>
    public bool OutputCut { get; init; }
}

using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Commands;

public enum RefusalKind
{
    /// <summary>The caller is not signed in.</summary>
    NotSignedIn,

    /// <summary>The caller's role is too low.</summary>
    Forbidden,

    /// <summary>The node, proxy or server is not in the last inventory.</summary>
    UnknownTarget,

    /// <summary>A guard refused the command, or the same action is already running.</summary>
    Conflict,

    /// <summary>A value is not valid.</summary>
    Invalid,
}

/// <summary>Why a command was not carried out, as text for the caller.</summary>
public sealed record Refusal(RefusalKind Kind, Message Message);

/// <summary>The result of a command that was carried out.</summary>
/// <param name="Succeeded">True only if the effect was verified.</param>
/// <param name="Summary">One sentence for the audit and the page.</param>
/// <param name="Executed">The exact command lines that were run.</param>
/// <param name="Before">A short summary of the state read immediately before; null if nothing was read.</param>
/// <param name="After">A short summary of the state read afterwards.</param>
public sealed record CommandOutcome(
    bool Succeeded,
    Message Summary,
    string Executed,
    Message? Before = null,
    Message? After = null
)
{
    /// <summary>The settings of the server before, which an undo restores.</summary>
    public ServerSetting? SettingBefore { get; init; }

    /// <summary>The settings of the server now.</summary>
    public ServerSetting? SettingAfter { get; init; }

    /// <summary>A guard refused the command on the fresh read immediately before sending. Nothing was changed.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What HAProxy answered in the console, bounded.</summary>
    public string? Output { get; init; }

    /// <summary>There was more of it.</summary>
    public bool OutputCut { get; init; }
}

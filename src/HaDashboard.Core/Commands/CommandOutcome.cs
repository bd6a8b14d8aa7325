namespace HaDashboard.Core.Commands;

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
public sealed record CommandOutcome(bool Succeeded, string Summary, string Executed);

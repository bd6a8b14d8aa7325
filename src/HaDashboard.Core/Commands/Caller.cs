namespace HaDashboard.Core.Commands;

/// <summary>Each with the rights of the one before.</summary>
public enum UserRole
{
    None,

    /// <summary>Sees.</summary>
    Viewer,

    /// <summary>Reloads, sets server state and weight.</summary>
    Operator,

    /// <summary>Console, overrides, audit of others.</summary>
    Admin,
}

/// <summary>Who asks, and from where.</summary>
/// <param name="From">The remote address, for the audit.</param>
public sealed record Caller(string Name, UserRole Role, string From);

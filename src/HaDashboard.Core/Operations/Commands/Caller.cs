namespace HaDashboard.Core.Operations.Commands;

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

/// <summary>The person or token that submits a command, and its address.</summary>
/// <param name="From">The remote address, for the audit.</param>
public sealed record Caller(string Name, UserRole Role, string From)
{
    /// <summary>The credential of the session, for <see cref="ICallerCheck"/>; opaque here, and never written anywhere.</summary>
    public string? Credential { get; init; }

    /// <summary>Without the credential, so that no log contains it.</summary>
    public override string ToString() => $"{Name} ({Role}) from {From}";
}

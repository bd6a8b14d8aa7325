namespace HaDashboard.Core.Operations.Commands;

public enum AuditKind
{
    /// <summary>Written before anything is done.</summary>
    Intent,
    Outcome,

    /// <summary>Asked for and not done.</summary>
    Refused,
}

/// <summary>One line of the audit.</summary>
/// <param name="CommandId">Binds an outcome to its intent.</param>
/// <param name="Executed">The exact command lines, on an outcome.</param>
/// <param name="Before">A short summary of the state before, on an outcome that read it.</param>
/// <param name="After">What is there since.</param>
/// <param name="Batch">Binds commands that were given as one.</param>
public sealed record AuditEntry(
    DateTimeOffset At,
    AuditKind Kind,
    string CommandId,
    string By,
    string Role,
    string From,
    string Command,
    string? Reason,
    bool? Succeeded,
    string? Summary,
    string? Executed,
    string? Before = null,
    string? After = null,
    string? Batch = null
);

/// <summary>Append-only memory of who did what.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Returns when the entry is written. Where that fails it throws, and a command whose intent can't be written is not carried out.
    /// </summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken);
}

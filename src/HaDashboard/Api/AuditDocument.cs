using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Api;

/// <param name="Kind">intent, outcome or refused.</param>
/// <param name="Before">What was there, in a few words, on an outcome that read it.</param>
/// <param name="After">What is there since.</param>
/// <param name="Batch">Binds commands that were given as one.</param>
/// <param name="CommandId">Binds an outcome to its intent; a reload's is the id of its record.</param>
public sealed record AuditDocument(
    DateTimeOffset At,
    string Kind,
    string CommandId,
    string By,
    string Role,
    string From,
    string Command,
    string? Reason,
    bool? Succeeded,
    string? Summary,
    string? Executed,
    string? Before,
    string? After,
    string? Batch
)
{
    internal static AuditDocument Of(AuditEntry entry) =>
        new(
            entry.At,
            ReloadDocument.Lower(entry.Kind),
            entry.CommandId,
            entry.By,
            entry.Role,
            entry.From,
            entry.Command,
            entry.Reason,
            entry.Succeeded,
            entry.Summary,
            entry.Executed,
            entry.Before,
            entry.After,
            entry.Batch
        );
}

using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Api.Documents;

/// <param name="Kind">intent, outcome or refused.</param>
/// <param name="Before">The state before the action, in a few words; null where it was not read.</param>
/// <param name="After">The state after the action.</param>
/// <param name="Batch">The common id of commands that were submitted together.</param>
/// <param name="CommandId">The common id of an intent and its outcome. For a reload it is the id of its record.</param>
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

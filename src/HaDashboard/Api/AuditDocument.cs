using HaDashboard.Core.Commands;

namespace HaDashboard.Api;

/// <param name="Kind">intent, outcome or refused.</param>
/// <param name="CommandId">Binds an outcome to its intent; a reload's is the id of its record.</param>
public sealed record AuditDocument(
    DateTimeOffset At, string Kind, string CommandId, string By, string Role, string From, string Command, string? Reason, bool? Succeeded, string? Summary, string? Executed)
{
    internal static AuditDocument Of(AuditEntry entry) => new(
        entry.At, ReloadDocument.Lower(entry.Kind), entry.CommandId, entry.By, entry.Role, entry.From, entry.Command, entry.Reason, entry.Succeeded, entry.Summary, entry.Executed);
}

using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Reading;

/// <summary>How a command ended, as far as the audit knows.</summary>
public enum AuditState
{
    Succeeded,
    Failed,
    Refused,

    /// <summary>Accepted, and its outcome is not yet written.</summary>
    UnderWay,

    /// <summary>Accepted, and this program ended before its outcome was written: what became of it, the audit does not know.</summary>
    Unknown,
}

/// <summary>One command: its intent and its outcome, or its refusal.</summary>
public sealed record AuditRow(AuditEntry Intent, AuditEntry? Outcome, AuditState State)
{
    public string Words => (Outcome ?? Intent).Summary ?? "";
}

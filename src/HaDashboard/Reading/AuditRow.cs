using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Reading;

/// <summary>The state of a command according to the audit log.</summary>
public enum AuditState
{
    Succeeded,
    Failed,
    Refused,

    /// <summary>Accepted; its outcome is not written yet.</summary>
    UnderWay,

    /// <summary>Accepted, but the program stopped before it wrote the outcome. The result is unknown.</summary>
    Unknown,
}

/// <summary>One command: its intent and outcome, or its refusal.</summary>
public sealed record AuditRow(AuditEntry Intent, AuditEntry? Outcome, AuditState State)
{
    public string Words => (Outcome ?? Intent).Summary ?? "";
}

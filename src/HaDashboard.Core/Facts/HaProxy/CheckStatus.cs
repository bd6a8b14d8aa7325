namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The <c>check_status</c> cell: a code such as <c>L4OK</c> or <c>L7STS</c>.</summary>
/// <param name="Running">A check is under way now (HAProxy's <c>* </c> prefix). Kept apart: it is no change of state, and with it in
/// the code a healthy server would seem to change twice per interval.</param>
public sealed record CheckStatus(string Code, bool Running)
{
    /// <summary>No check has ended since this worker started: the server is UP on trust.</summary>
    public bool IsInitial => Code is "INI" or "UNK";

    /// <summary>The last check that ended said yes.</summary>
    public bool Passed => Code is "L4OK" or "L6OK" or "L7OK" or "L7OKC";

    /// <returns>null for an empty cell: maintenance, no check, or tracking another server.</returns>
    public static CheckStatus? Parse(string? cell) =>
        cell switch
        {
            null or "" => null,
            _ when cell.StartsWith("* ", StringComparison.Ordinal) => new CheckStatus(cell[2..], Running: true),
            _ => new CheckStatus(cell, Running: false),
        };
}

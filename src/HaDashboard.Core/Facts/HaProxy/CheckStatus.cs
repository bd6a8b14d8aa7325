namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The <c>check_status</c> cell: a code such as <c>L4OK</c> or <c>L7STS</c>.</summary>
/// <param name="Running">
/// A check is running now (HAProxy's <c>* </c> prefix). It is not part of the code: otherwise a healthy server would appear to change
/// its status twice per check interval.
/// </param>
public sealed record CheckStatus(string Code, bool Running)
{
    /// <summary>No check has completed since this worker started: HAProxy assumes that the server is UP.</summary>
    public bool IsInitial => Code is "INI" or "UNK";

    /// <summary>The last completed check passed.</summary>
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

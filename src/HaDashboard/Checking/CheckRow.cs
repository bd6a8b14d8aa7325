namespace HaDashboard.Checking;

/// <summary>The result of one check.</summary>
/// <param name="WhatToDo">The next step; empty where the check passed.</param>
/// <param name="IsNote">The check passed, with a note.</param>
internal sealed record CheckRow(string What, bool Ok, string Detail, string WhatToDo, bool IsNote = false)
{
    public string Result =>
        Ok
            ? IsNote
                ? "NOTE"
                : "OK"
            : "FAILED";
}

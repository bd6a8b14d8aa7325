namespace HaDashboard.Checking;

/// <summary>One thing that was tried.</summary>
/// <param name="WhatToDo">Empty where all is good.</param>
/// <param name="IsNote">Good, and worth knowing.</param>
internal sealed record CheckRow(string What, bool Ok, string Detail, string WhatToDo, bool IsNote = false)
{
    public string Result =>
        Ok
            ? IsNote
                ? "NOTE"
                : "OK"
            : "FAILED";
}

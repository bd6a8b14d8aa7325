namespace HaDashboard.Checking;

/// <summary>One thing that was tried.</summary>
/// <param name="WhatToDo">Empty where all is good.</param>
internal sealed record CheckRow(string What, bool Ok, string Detail, string WhatToDo);

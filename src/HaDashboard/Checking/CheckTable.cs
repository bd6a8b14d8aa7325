namespace HaDashboard.Checking;

/// <summary>Prints the results of <c>--check</c> as one table with aligned columns.</summary>
internal static class CheckTable
{
    /// <summary>A longer cell shifts only its own row.</summary>
    private const int WidestColumn = 90;

    public static void Print(IReadOnlyList<CheckRow> rows, TextWriter output)
    {
        string[][] cells =
        [
            ["WHAT", "RESULT", "DETAIL", "WHAT TO DO"],
            .. rows.Select(row => new[] { row.What, row.Result, row.Detail, row.WhatToDo }),
        ];
        var widths = Enumerable
            .Range(0, 3)
            .Select(column => cells.Max(row => Math.Min(row[column].Length, WidestColumn)))
            .ToArray();
        foreach (var row in cells)
        {
            output.WriteLine(
                string.Join("  ", row.Select((cell, i) => i < widths.Length ? cell.PadRight(widths[i]) : cell))
                    .TrimEnd()
            );
        }
    }
}

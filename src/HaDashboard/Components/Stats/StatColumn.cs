using HaDashboard.Core.Memory.Series;

namespace HaDashboard.Components.Stats;

/// <summary>How a column's cells are drawn.</summary>
public enum StatColumnKind
{
    Text,
    Number,

    /// <summary>The name of the row, its link and its checkbox.</summary>
    Name,
    Node,

    /// <summary>Icon, word, note and age: the one grammar of state.</summary>
    Status,
    Trend,
}

/// <summary>A column of the table, of the export and of the address: one definition for all three.</summary>
/// <param name="Id">In the address; HAProxy's own name where the column is one of its.</param>
/// <param name="Label">hatop's where it has one.</param>
/// <param name="Width">In characters; a number that needs more is written in k, M, G.</param>
/// <param name="Title">What the column tells, in a sentence.</param>
public sealed record StatColumn(string Id, string Label, int Width, StatColumnKind Kind, string Title)
{
    /// <summary>What is shown; null for "not applicable".</summary>
    public required Func<StatLine, string?> Text { get; init; }

    /// <summary>What is sorted by and exported; null where the column is text.</summary>
    public Func<StatLine, double?>? Number { get; init; }

    /// <summary>More about this cell, in plain words.</summary>
    public Func<StatLine, string?>? Tip { get; init; }

    /// <summary>What it shows may change although the row says the same: a rate is of two polls, an age of none.</summary>
    public bool IsOfTime { get; init; }

    /// <summary>Of a trend: what its line stands for.</summary>
    public TrendValue Draws { get; init; }

    public bool IsNumeric => Kind is StatColumnKind.Number;
}

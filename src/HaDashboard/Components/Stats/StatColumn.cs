using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Memory.Series;

namespace HaDashboard.Components.Stats;

/// <summary>The kind of a column, which decides how its cells are rendered.</summary>
public enum StatColumnKind
{
    Text,
    Number,

    /// <summary>The name of the row, its link and its checkbox.</summary>
    Name,
    Node,

    /// <summary>Icon, word, note and age of a state.</summary>
    Status,
    Trend,
}

/// <summary>A column of the table, of the export and of the URL.</summary>
/// <param name="Id">The id in the URL. For a column of HAProxy it is HAProxy's name.</param>
/// <param name="Label">The label of hatop, where hatop has the column.</param>
/// <param name="Width">In characters. A longer number is written in k, M, G.</param>
/// <param name="Title">The meaning of the column, as tooltip.</param>
public sealed record StatColumn(string Id, Message Label, int Width, StatColumnKind Kind, Message Title)
{
    /// <summary>The text of the cell; null for "not applicable".</summary>
    public required Func<StatLine, string?> Text { get; init; }

    /// <summary>The value for sorting and export; null where the column is text.</summary>
    public Func<StatLine, double?>? Number { get; init; }

    /// <summary>The tooltip of the cell.</summary>
    public Func<StatLine, string?>? Tip { get; init; }

    /// <summary>The cell can change although the row is equal: a rate depends on two polls, an age on the clock.</summary>
    public bool IsOfTime { get; init; }

    /// <summary>The value that a trend column draws.</summary>
    public TrendValue Draws { get; init; }

    public bool IsNumeric => Kind is StatColumnKind.Number;
}

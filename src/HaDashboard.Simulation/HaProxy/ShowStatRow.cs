using System.Buffers;
using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>A row of <c>show stat</c>, written by column name. Setting a column that this version does not have is ignored.</summary>
internal sealed class ShowStatRow(HaProxyRelease release)
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    private readonly string?[] _cells = new string?[release.Columns.Length];

    public string? this[string column]
    {
        get => release.ColumnIndex.TryGetValue(column, out var index) ? _cells[index] : null;
        set
        {
            if (release.ColumnIndex.TryGetValue(column, out var index))
            {
                _cells[index] = value;
            }
        }
    }

    public void SetAll(string[] columns, string value)
    {
        foreach (var column in columns)
        {
            this[column] = value;
        }
    }

    /// <summary>Sets all columns after the column "-".</summary>
    public void SetMuxCounters(string value) =>
        Array.Fill(_cells, value, release.ColumnIndex["-"] + 1, _cells.Length - release.ColumnIndex["-"] - 1);

    public void AppendTo(StringBuilder text)
    {
        foreach (var cell in _cells)
        {
            if (cell is null || !cell.AsSpan().ContainsAny(NeedsQuotes))
            {
                text.Append(cell).Append(',');
            }
            else
            {
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",");
            }
        }

        text.Append('\n');
    }
}

using System.Buffers.Text;
using System.Text;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// One row of <c>show stat</c>: the bytes that HAProxy sent, and the end of each cell. Of about 120 cells only a dozen are read.
/// Decoding on demand keeps a row at its own length, and an unchanged row is found by comparing bytes.
/// </summary>
public sealed class StatRow
{
    private readonly byte[] _bytes;
    private readonly ushort[] _ends;

    /// <param name="bytes">The row without its line end.</param>
    /// <param name="ends">For each cell, the offset of the comma (or the end of the row) after it.</param>
    public StatRow(StatColumns columns, byte[] bytes, ushort[] ends)
    {
        Columns = columns;
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>
    /// A newer row of the same shape. Most polls change a number and no length, so the rows share the cell ends: one third of a row's
    /// memory.
    /// </summary>
    /// <param name="shape">A row whose cells end at the same offsets as those of <paramref name="bytes"/>.</param>
    public StatRow(StatRow shape, byte[] bytes)
        : this(shape.Columns, bytes, shape._ends) { }

    public StatColumns Columns { get; }

    /// <summary>For each cell, the offset after its last byte.</summary>
    public ReadOnlySpan<ushort> Ends => _ends;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Count => _ends.Length;

    /// <summary>
    /// The cell as text; null if the column is missing or the cell is empty. An empty cell is HAProxy's "not applicable".
    /// </summary>
    public string? Text(string column) => Text(Columns.IndexOf(column));

    public string? Text(int index)
    {
        var cell = Cell(index);
        return cell.IsEmpty ? null : Decode(cell);
    }

    /// <summary>The cell as a number; null if the column is missing, or the cell is empty or not a number.</summary>
    public long? Number(string column) => Number(Columns.IndexOf(column));

    public long? Number(int index)
    {
        var cell = Cell(index);
        return Utf8Parser.TryParse(cell, out long value, out var used) && used == cell.Length ? value : null;
    }

    /// <summary>The raw bytes of a cell, quotes included; empty if there is no such cell.</summary>
    public ReadOnlySpan<byte> Cell(int index)
    {
        if ((uint)index >= (uint)_ends.Length)
        {
            return default;
        }

        var start = index == 0 ? 0 : _ends[index - 1] + 1;
        return _bytes.AsSpan(start, _ends[index] - start);
    }

    /// <summary>True if the two rows are equal in every cell except these.</summary>
    /// <param name="except">Positions of cells in ascending order; negative ones are ignored.</param>
    public bool SameExcept(StatRow other, ReadOnlySpan<int> except)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (Columns != other.Columns || Count != other.Count)
        {
            return false;
        }

        var cell = 0;
        foreach (var skipped in except)
        {
            if (skipped >= cell && skipped < Count)
            {
                if (!Between(cell, skipped).SequenceEqual(other.Between(cell, skipped)))
                {
                    return false;
                }

                cell = skipped + 1;
            }
        }

        return Between(cell, Count).SequenceEqual(other.Between(cell, Count));
    }

    // The bytes from the beginning of cell "first" to the end of the cell before "until".
    private ReadOnlySpan<byte> Between(int first, int until) =>
        first >= until ? default : _bytes.AsSpan((first == 0 ? 0 : _ends[first - 1] + 1).._ends[until - 1]);

    // Check texts come from the checked server and may not be UTF-8. Invalid bytes become U+FFFD, which is harmless text.
    private static string Decode(ReadOnlySpan<byte> cell)
    {
        if (cell is [(byte)'"', .., (byte)'"'])
        {
            return Encoding.UTF8.GetString(cell[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal);
        }

        return Encoding.UTF8.GetString(cell);
    }
}

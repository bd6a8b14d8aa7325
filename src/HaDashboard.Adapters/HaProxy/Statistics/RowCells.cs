using System.Buffers.Text;
using System.Text;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>The cells of a row that is still in the reply buffer.</summary>
internal readonly ref struct RowCells(ReadOnlySpan<byte> row, ReadOnlySpan<ushort> ends)
{
    internal ReadOnlySpan<byte> Row { get; } = row;

    internal ReadOnlySpan<ushort> Ends { get; } = ends;

    internal ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Ends.Length)
            {
                return default;
            }

            var start = index == 0 ? 0 : Ends[index - 1] + 1;
            return Row[start..Ends[index]];
        }
    }

    internal string Text(int index)
    {
        var cell = this[index];
        return cell is [(byte)'"', .., (byte)'"']
            ? Encoding.UTF8.GetString(cell[1..^1]).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Encoding.UTF8.GetString(cell);
    }

    internal bool TryNumber(int index, out int value)
    {
        var cell = this[index];
        return Utf8Parser.TryParse(cell, out value, out var used) && used == cell.Length;
    }

    internal long? Number(int index)
    {
        var cell = this[index];
        return Utf8Parser.TryParse(cell, out long value, out var used) && used == cell.Length ? value : null;
    }
}

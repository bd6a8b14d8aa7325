using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>The error in a row of CSV.</summary>
internal enum RowFault
{
    None,

    /// <summary>The reply ends inside the row.</summary>
    Cut,
    TooLong,
    TooManyCells,

    /// <summary>A quote inside an unquoted cell, or text after a closing quote. HAProxy writes neither.</summary>
    BadQuote,
}

/// <summary>
/// Finds the end of each cell of one row, 64 bytes at a time. A row with quotes (a cookie with a comma, a text from a checked server) is
/// read again byte by byte, which is exact and slower; such rows are rare.
/// </summary>
internal static class CsvScanner
{
    /// <summary>Cell ends are stored as 16-bit numbers. Real rows have about 250 bytes.</summary>
    internal const int MaxRow = 64 * 1024;

    private const int Block = 64;
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\n\""u8);

    /// <param name="rest">The reply from the first byte of the row.</param>
    /// <param name="ends">Receives the end of every cell; its length must be <paramref name="maxCells"/> plus one block.</param>
    /// <param name="length">The length of the row without its line end.</param>
    internal static RowFault Scan(
        ReadOnlySpan<byte> rest,
        Span<ushort> ends,
        int maxCells,
        out int length,
        out int cells
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ends.Length, maxCells + Block + 1);
        ref var end = ref MemoryMarshal.GetReference(ends);
        (length, cells) = (0, 0);
        Span<byte> tail = stackalloc byte[Block];
        for (var offset = 0; offset < rest.Length; offset += Block)
        {
            if (offset >= MaxRow)
            {
                return RowFault.TooLong;
            }

            var (commas, quotes, lines) = Masks(BlockAt(rest, offset, tail));
            if (lines != 0)
            {
                var before = (lines & (0 - lines)) - 1;
                commas &= before;
                quotes &= before;
            }

            if (quotes != 0)
            {
                return ScanQuoted(rest, ends, maxCells, out length, out cells);
            }

            for (; commas != 0; commas &= commas - 1)
            {
                Unsafe.Add(ref end, cells++) = (ushort)(offset + BitOperations.TrailingZeroCount(commas));
            }

            if (lines != 0)
            {
                length = offset + BitOperations.TrailingZeroCount(lines);
                Unsafe.Add(ref end, cells++) = (ushort)length;
                return cells > maxCells ? RowFault.TooManyCells : RowFault.None;
            }

            if (cells > maxCells)
            {
                return RowFault.TooManyCells;
            }
        }

        return RowFault.Cut;
    }

    private static ReadOnlySpan<byte> BlockAt(ReadOnlySpan<byte> rest, int offset, Span<byte> tail)
    {
        if (rest.Length - offset >= Block)
        {
            return rest.Slice(offset, Block);
        }

        tail.Clear();
        rest[offset..].CopyTo(tail);
        return tail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Commas, ulong Quotes, ulong Lines) Masks(ReadOnlySpan<byte> block)
    {
        ref var first = ref MemoryMarshal.GetReference(block);
        var low = Vector256.LoadUnsafe(ref first);
        var high = Vector256.LoadUnsafe(ref first, 32);
        return (Mask(low, high, (byte)','), Mask(low, high, (byte)'"'), Mask(low, high, (byte)'\n'));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    private static RowFault ScanQuoted(
        ReadOnlySpan<byte> rest,
        Span<ushort> ends,
        int maxCells,
        out int length,
        out int cells
    )
    {
        var reachesFurther = rest.Length > MaxRow;
        rest = reachesFurther ? rest[..MaxRow] : rest;
        (length, cells) = (0, 0);
        for (var at = 0; ; at++)
        {
            var fault = FindEnd(rest, ref at);
            if (fault is not RowFault.None)
            {
                return fault is RowFault.Cut && reachesFurther ? RowFault.TooLong : fault;
            }

            if (cells == maxCells)
            {
                return RowFault.TooManyCells;
            }

            ends[cells++] = (ushort)at;
            if (rest[at] == (byte)'\n')
            {
                length = at;
                return RowFault.None;
            }
        }
    }

    /// <summary>Returns the distance from the first byte of a cell to the comma or line end after it.</summary>
    private static RowFault FindEnd(ReadOnlySpan<byte> rest, ref int at)
    {
        if (at < rest.Length && rest[at] == (byte)'"')
        {
            for (at++; ; at += 2)
            {
                var quote = rest[at..].IndexOf((byte)'"');
                if (quote < 0 || at + quote + 1 >= rest.Length)
                {
                    return RowFault.Cut;
                }

                at += quote;
                if (rest[at + 1] != (byte)'"')
                {
                    at++;
                    return rest[at] is (byte)',' or (byte)'\n' ? RowFault.None : RowFault.BadQuote;
                }
            }
        }

        var next = rest[at..].IndexOfAny(Special);
        at += Math.Max(next, 0);
        return next < 0 ? RowFault.Cut
            : rest[at] == (byte)'"' ? RowFault.BadQuote
            : RowFault.None;
    }
}

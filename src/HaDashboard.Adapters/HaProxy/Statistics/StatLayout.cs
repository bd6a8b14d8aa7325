using System.Collections.Immutable;
using System.Text;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>The header of a <c>show stat</c> reply: its columns, and the indices of those that the model needs.</summary>
internal sealed class StatLayout
{
    private const int MaxColumns = 4096;
    private readonly byte[] _header;

    private StatLayout(byte[] header, int cells, StatColumns columns)
    {
        _header = header;
        Cells = cells;
        Columns = columns;
        ProxyName = Required("pxname");
        RowName = Required("svname");
        Type = Required("type");
        ProxyId = Required("iid");
        RowId = Required("sid");
        Status = Required("status");
        Weight = columns.IndexOf("weight");
        Check = columns.IndexOf("check_status");
        Address = columns.IndexOf("addr");
        LastChange = columns.IndexOf("lastchg");
    }

    internal StatColumns Columns { get; }

    /// <summary>The number of cells in every row, including the empty one after the last comma, which has no column.</summary>
    internal int Cells { get; }

    internal int ProxyName { get; }

    internal int RowName { get; }

    internal int Type { get; }

    internal int ProxyId { get; }

    internal int RowId { get; }

    internal int Status { get; }

    internal int Weight { get; }

    internal int Check { get; }

    internal int Address { get; }

    internal int LastChange { get; }

    /// <summary>The layout of this reply; the known object where its header is the same.</summary>
    /// <param name="length">The length of the header with its line end.</param>
    internal static StatLayout Of(ReadOnlySpan<byte> reply, StatLayout? known, out int length)
    {
        if (known is not null && reply.StartsWith(known._header))
        {
            length = known._header.Length;
            return known;
        }

        if (!reply.StartsWith("# pxname,"u8))
        {
            throw NotATable(reply);
        }

        var ends = new ushort[MaxColumns + 65];
        var fault = CsvScanner.Scan(reply, ends, MaxColumns, out var row, out var cells);
        if (fault is not RowFault.None)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                HaProxyAdapterTexts.StatHeaderUnreadable(fault, Excerpt(reply))
            );
        }

        length = row + 1;
        return new StatLayout(
            reply[..length].ToArray(),
            cells,
            new StatColumns(NamesOf(reply[..row], ends.AsSpan(0, cells)))
        );
    }

    private static ImmutableArray<string> NamesOf(ReadOnlySpan<byte> header, ReadOnlySpan<ushort> ends)
    {
        var names = ImmutableArray.CreateBuilder<string>(ends.Length);
        var start = 2; // after "# "
        foreach (var end in ends)
        {
            names.Add(Encoding.UTF8.GetString(header[start..end]));
            start = end + 1;
        }

        if (names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        return names.ToImmutable();
    }

    private static SourceFailureException NotATable(ReadOnlySpan<byte> reply)
    {
        // HAProxy reports an error as text in the same framing, without a status code.
        var kind =
            reply.StartsWith("Permission denied"u8) || reply.StartsWith("Unknown command"u8)
                ? FailureKind.Other
                : FailureKind.Malformed;
        return new SourceFailureException(kind, HaProxyAdapterTexts.StatNotATable(Excerpt(reply)));
    }

    private static string Excerpt(ReadOnlySpan<byte> reply) =>
        Printable.Excerpt(Encoding.UTF8.GetString(reply[..Math.Min(reply.Length, 1000)]).TrimEnd('\n'));

    private int Required(string column) =>
        Columns.IndexOf(column) is var index and >= 0
            ? index
            : throw new SourceFailureException(FailureKind.Malformed, HaProxyAdapterTexts.StatColumnMissing(column));
}

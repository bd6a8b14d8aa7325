using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>
/// Parses the replies to <c>show stat</c> of one node. It keeps the last reply: a row with unchanged bytes stays the same object, and of a
/// changed row only the changed parts are new objects. Not thread-safe.
/// </summary>
internal sealed class StatParser
{
    private StatLayout? _layout;
    private ushort[] _ends = [];
    private RowMemory _last = new();
    private RowMemory _next = new();
    private StatReply _table = new(StatColumns.Empty, [], MayBeStopping: true);

    /// <param name="reply">The reply without its prompt; its last row ends with a line end.</param>
    /// <param name="at">When the reply arrived.</param>
    /// <exception cref="SourceFailureException">The reply is not a complete table. The kept rows are unchanged.</exception>
    internal StatReply Parse(ReadOnlySpan<byte> reply, DateTimeOffset at)
    {
        var layout = StatLayout.Of(reply, _layout, out var header);
        if (!ReferenceEquals(layout, _layout))
        {
            (_layout, _ends) = (layout, new ushort[layout.Cells + 65]);
            _last.Clear(); // rows with other columns can't be compared
        }

        _last.Rewind();
        _next.Clear();
        ReadRows(layout, reply, header, at);
        var proxies = ProxyAssembler.Assemble(_next.Slots, _table.Proxies);
        if (!ReferenceEquals(layout.Columns, _table.Columns) || proxies != _table.Proxies)
        {
            _table = new StatReply(layout.Columns, proxies, MayBeStopping(proxies));
        }

        (_last, _next) = (_next, _last);
        return _table;
    }

    private void ReadRows(StatLayout layout, ReadOnlySpan<byte> reply, int start, DateTimeOffset at)
    {
        while (start < reply.Length)
        {
            if (reply[start] == (byte)'\n')
            {
                if (start + 1 < reply.Length)
                {
                    throw Malformed(HaProxyAdapterTexts.StatContinues);
                }

                return;
            }

            start += 1 + (KeepRow(reply[start..], at) is var kept and > 0 ? kept : ReadRow(layout, reply[start..], at));
        }
    }

    /// <returns>The length of a row whose bytes equal those of the expected row; 0 where they differ.</returns>
    private int KeepRow(ReadOnlySpan<byte> rest, DateTimeOffset at)
    {
        var index = _last.Expected();
        if (index < 0)
        {
            return 0;
        }

        ref readonly var before = ref _last.Slots[index];
        var bytes = before.Row.Bytes;
        if (rest.Length <= bytes.Length || rest[bytes.Length] != (byte)'\n' || !rest.StartsWith(bytes))
        {
            return 0;
        }

        _next.Add(RowReader.Keep(before, at));
        _last.Passed(index);
        return bytes.Length;
    }

    private int ReadRow(StatLayout layout, ReadOnlySpan<byte> rest, DateTimeOffset at)
    {
        var number = _next.Count + 1;
        var fault = CsvScanner.Scan(rest, _ends, layout.Cells, out var length, out var count);
        if (fault is not RowFault.None || count != layout.Cells)
        {
            throw Malformed(fault, number, count, layout.Cells);
        }

        var cells = new RowCells(rest[..length], _ends.AsSpan(0, layout.Columns.Names.Length));
        if (count > layout.Columns.Names.Length && cells.Ends[^1] + 1 != length)
        {
            throw Malformed(HaProxyAdapterTexts.StatTextAfterLastColumn(number));
        }

        var id = RowReader.IdOf(layout, cells, number);
        var index = _last.Find(id);
        var before = index < 0 ? default : _last.Slots[index];
        var above = _next.Count == 0 ? default : _next.Slots[^1];
        // The row may be unchanged and only in another place than expected.
        var isSame = before.Row is not null && cells.Row.SequenceEqual(before.Row.Bytes);
        _next.Add(isSame ? RowReader.Keep(before, at) : RowReader.Read(layout, cells, id, number, before, above, at));
        if (index >= 0)
        {
            _last.Passed(index);
        }

        return length;
    }

    private static bool MayBeStopping(ImmutableArray<Proxy> proxies)
    {
        foreach (var proxy in proxies)
        {
            if (proxy.Frontend is { Status: "STOP" })
            {
                return true;
            }
        }

        return proxies.IsEmpty;
    }

    private static SourceFailureException Malformed(RowFault fault, int number, int cells, int expected) =>
        Malformed(
            fault switch
            {
                RowFault.Cut => HaProxyAdapterTexts.StatTruncated(number),
                RowFault.TooLong => HaProxyAdapterTexts.StatRowTooLong(number, CsvScanner.MaxRow / 1024),
                RowFault.BadQuote => HaProxyAdapterTexts.StatStrayQuote(number, cells),
                RowFault.TooManyCells => HaProxyAdapterTexts.StatTooManyCells(number, expected),
                _ => HaProxyAdapterTexts.StatTooFewCells(cells, number, expected),
            }
        );

    private static SourceFailureException Malformed(Message reason) => new(FailureKind.Malformed, reason);
}

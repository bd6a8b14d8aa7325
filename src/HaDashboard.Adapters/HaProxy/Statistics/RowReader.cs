using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>Converts one row into an entity of the model, from its cells and from the same row of the previous reply.</summary>
internal static class RowReader
{
    /// <summary>HAProxy reports whole seconds, so the computed time varies; times within this tolerance count as equal.</summary>
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(2);

    internal static RowId IdOf(StatLayout layout, in RowCells cells, int number)
    {
        if (
            cells.TryNumber(layout.ProxyId, out var iid)
            && cells.TryNumber(layout.Type, out var type)
            && cells.TryNumber(layout.RowId, out var sid)
        )
        {
            return new RowId(iid, type, sid);
        }

        throw new SourceFailureException(
            FailureKind.Malformed,
            HaProxyAdapterTexts.StatRowWithoutIdentity(
                number,
                Excerpt(cells, layout.ProxyId),
                Excerpt(cells, layout.Type),
                Excerpt(cells, layout.RowId)
            )
        );
    }

    /// <param name="before">The same row in the previous reply.</param>
    /// <param name="above">The row above this one, which usually belongs to the same proxy.</param>
    internal static StatSlot Read(
        StatLayout layout,
        in RowCells cells,
        RowId id,
        int number,
        in StatSlot before,
        in StatSlot above,
        DateTimeOffset at
    )
    {
        var proxy =
            SameCell(layout.ProxyName, cells, before) ? before.Proxy
            : SameCell(layout.ProxyName, cells, above) ? above.Proxy
            : ProxyName.TryParse(cells.Text(layout.ProxyName), out var name) ? name
            : throw NotAName(HaProxyAdapterTexts.StatProxyNameInvalid(number, Excerpt(cells, layout.ProxyName)));
        var row = RowOf(layout, cells, before, above);
        object? value = id.Type switch
        {
            RowId.FrontendType => new Frontend(
                proxy.Value,
                Status(layout, cells, before, (before.Value as Frontend)?.Status),
                row
            ),
            RowId.BackendType => new Backend(
                proxy.Value,
                Status(layout, cells, before, (before.Value as Backend)?.Status),
                row
            ),
            RowId.ServerType => ServerOf(layout, cells, id, number, before, proxy, row, at),
            RowId.ListenerType => ListenerOf(layout, cells, before, row),
            _ => null, // a row type that this version does not know
        };
        return new StatSlot(id, proxy, row, value);
    }

    /// <summary>The slot of a row with unchanged bytes: the same objects, unless the reported age no longer matches the clock.</summary>
    internal static StatSlot Keep(in StatSlot before, DateTimeOffset at) =>
        before.Value is Server { LastChangeSeconds: { } seconds } server
        && Since(seconds, server.Since, at) is var since
        && since != server.Since
            ? before with
            {
                Value = server with { Since = since },
            }
            : before;

    private static Server ServerOf(
        StatLayout layout,
        in RowCells cells,
        RowId id,
        int number,
        in StatSlot before,
        ProxyName proxy,
        StatRow row,
        DateTimeOffset at
    )
    {
        var old = before.Value as Server;
        var name =
            old is not null && SameCell(layout.RowName, cells, before) ? old.Name
            : ServerName.TryParse(cells.Text(layout.RowName), out var parsed) ? parsed
            : throw NotAName(HaProxyAdapterTexts.StatServerNameInvalid(number, Excerpt(cells, layout.RowName)));
        var status =
            old is not null && SameCell(layout.Status, cells, before)
                ? old.Status
                : ServerStatus.Parse(cells.Text(layout.Status));
        var check =
            old is not null && SameCell(layout.Check, cells, before)
                ? old.Check
                : CheckStatus.Parse(cells.Text(layout.Check));
        var address =
            old is not null && SameCell(layout.Address, cells, before) ? old.Address
            : cells.Text(layout.Address) is { Length: > 0 } text ? text
            : null;
        var age = cells.Number(layout.LastChange);
        var sameState =
            old is not null
            && old.Status.State == status.State
            && old.Status.Word.Equals(status.Word, StringComparison.Ordinal);
        return new Server(
            proxy,
            name,
            id.Proxy,
            id.Row,
            status,
            check,
            cells.TryNumber(layout.Weight, out var weight) ? weight : null,
            address,
            age,
            age is { } seconds ? Since(seconds, sameState ? old!.Since : null, at) : null,
            row
        );
    }

    private static Listener ListenerOf(StatLayout layout, in RowCells cells, in StatSlot before, StatRow row)
    {
        var old = before.Value as Listener;
        var name = old is not null && SameCell(layout.RowName, cells, before) ? old.Name : cells.Text(layout.RowName);
        return new Listener(name, Status(layout, cells, before, old?.Status), row);
    }

    private static string Status(StatLayout layout, in RowCells cells, in StatSlot before, string? old) =>
        old is not null && SameCell(layout.Status, cells, before) ? old : cells.Text(layout.Status);

    private static StatRow RowOf(StatLayout layout, in RowCells cells, in StatSlot before, in StatSlot above)
    {
        var bytes = cells.Row.ToArray();
        return HasShape(before.Row, layout, cells) ? new StatRow(before.Row, bytes)
            : HasShape(above.Row, layout, cells) ? new StatRow(above.Row, bytes) // the servers of a farm often differ only in digits
            : new StatRow(layout.Columns, bytes, cells.Ends.ToArray());
    }

    private static bool HasShape(StatRow? row, StatLayout layout, in RowCells cells) =>
        row is not null && ReferenceEquals(row.Columns, layout.Columns) && cells.Ends.SequenceEqual(row.Ends);

    private static bool SameCell(int column, in RowCells cells, in StatSlot other) =>
        other.Row is not null && cells[column].SequenceEqual(other.Row.Cell(column));

    /// <summary>
    /// Computed again at each poll, the time would change by a second; the first value is kept while it is within the tolerance.
    /// </summary>
    private static DateTimeOffset Since(long seconds, DateTimeOffset? known, DateTimeOffset at)
    {
        // A larger number is invalid, and would give a time before the year 1.
        var computed = seconds < 0 || seconds > 3_000_000_000 ? at : at - TimeSpan.FromSeconds(seconds);
        return known is { } moment && (computed - moment).Duration() <= SameMoment ? moment : computed;
    }

    private static SourceFailureException NotAName(Message reason) => new(FailureKind.Malformed, reason);

    private static string Excerpt(in RowCells cells, int column) => Printable.Excerpt(cells.Text(column), 80);
}

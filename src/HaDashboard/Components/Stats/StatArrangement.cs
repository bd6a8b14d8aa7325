namespace HaDashboard.Components.Stats;

/// <summary>Filters, sorts and groups the rows for the table and for the export.</summary>
public static class StatArrangement
{
    public static List<StatItem> Of(
        IEnumerable<StatLine> lines,
        StatQuery query,
        StatGrouping grouping = StatGrouping.Proxy,
        bool severalNodes = false
    )
    {
        var kept = lines.Where(query.Includes);
        if (query.Sort is { } sort && StatColumnCatalog.Find(sort) is { } column)
        {
            var rows = query.Mode is StatMode.Http ? kept.Where(line => !line.IsTcp) : kept;
            return
            [
                .. Ordered(rows, column, query.Descending).Select((line, place) => new StatItem(line, null, place)),
            ];
        }

        return Grouped(kept, query.Mode, grouping, severalNodes);
    }

    /// <summary>The rows without the group headers.</summary>
    public static IEnumerable<StatLine> Lines(IEnumerable<StatItem> items) =>
        items.Where(item => item.Line is not null).Select(item => item.Line!);

    // Rows without a value are last in both directions: a missing value is neither the largest nor the smallest.
    private static IEnumerable<StatLine> Ordered(IEnumerable<StatLine> lines, StatColumn column, bool descending)
    {
        if (column.Number is { } number)
        {
            var numbered = lines.Select(line => (Line: line, Value: number(line))).ToArray();
            var known = numbered.Where(row => row.Value is not null);
            return (descending ? known.OrderByDescending(row => row.Value) : known.OrderBy(row => row.Value))
                .Concat(numbered.Where(row => row.Value is null))
                .Select(row => row.Line);
        }

        var named = lines.Select(line => (Line: line, Value: column.Text(line))).ToArray();
        var withText = named.Where(row => row.Value is not null);
        return (
            descending
                ? withText.OrderByDescending(row => row.Value, StringComparer.OrdinalIgnoreCase)
                : withText.OrderBy(row => row.Value, StringComparer.OrdinalIgnoreCase)
        )
            .Concat(named.Where(row => row.Value is null))
            .Select(row => row.Line);
    }

    private static List<StatItem> Grouped(
        IEnumerable<StatLine> lines,
        StatMode mode,
        StatGrouping grouping,
        bool severalNodes
    )
    {
        var items = new List<StatItem>();
        var rows = grouping is StatGrouping.Server ? ByServer(lines) : lines;
        List<StatLine> group = [];
        foreach (var line in rows)
        {
            if (group.Count > 0 && !Joins(group[0], line, grouping))
            {
                Close(items, group, mode, grouping, severalNodes);
            }

            group.Add(line);
        }

        if (group.Count > 0)
        {
            Close(items, group, mode, grouping, severalNodes);
        }

        return items;
    }

    // FRONTEND first, BACKEND last, servers in the order of their first row.
    private static IEnumerable<StatLine> ByServer(IEnumerable<StatLine> lines) =>
        lines.GroupBy(line => (line.Kind, line.Name)).OrderBy(group => group.Key.Kind).SelectMany(group => group);

    private static bool Joins(StatLine a, StatLine b, StatGrouping grouping) =>
        grouping is StatGrouping.Server
            ? a.Kind == b.Kind && a.Name.Equals(b.Name, StringComparison.Ordinal)
            : a.Node == b.Node && a.ProxyId == b.ProxyId && a.Proxy == b.Proxy;

    private static void Close(
        List<StatItem> items,
        List<StatLine> lines,
        StatMode mode,
        StatGrouping grouping,
        bool severalNodes
    )
    {
        var first = lines[0];
        var isTcp = mode is StatMode.Http && lines.TrueForAll(line => line.IsTcp);
        items.Add(
            new StatItem(
                null,
                new StatGroup(
                    grouping is StatGrouping.Server ? first.Name : first.Proxy.Value,
                    severalNodes && grouping is StatGrouping.Proxy ? first.Node : null,
                    first.Proxy,
                    first.ProxyId,
                    isTcp ? StatTexts.TcpMode : null
                )
                {
                    Servers = [.. lines.Where(line => line.Key is not null).Select(line => line.Key!.Value)],
                },
                items.Count
            )
        );
        if (!isTcp)
        {
            foreach (var line in lines)
            {
                items.Add(new StatItem(line, null, items.Count));
            }
        }

        lines.Clear();
    }
}

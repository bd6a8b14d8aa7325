using System.Collections.Immutable;

namespace HaDashboard.Components.Stats;

/// <summary>The columns of a table: those of the view, then the selected ones. With several nodes, the second one is the node.</summary>
public static class StatColumnSet
{
    public static ImmutableArray<StatColumn> Of(StatMode mode, IEnumerable<string> extra, bool showNode)
    {
        var columns = StatColumnCatalog.Of(mode);
        var chosen = extra
            .Select(StatColumnCatalog.Find)
            .OfType<StatColumn>()
            .Select(column =>
                mode is StatMode.Traffic && column == StatColumnCatalog.Trend ? StatColumnCatalog.RateTrend : column
            );
        return
        [
            .. columns
                .Take(1)
                .Concat(showNode ? [StatColumnCatalog.Node] : [])
                .Concat(columns.Skip(1))
                .Concat(chosen)
                .DistinctBy(column => column.Id, StringComparer.Ordinal),
        ];
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.History.Series;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Stats;

/// <summary>The rows as arranged. Selection belongs to the owner: the table only says what was asked for.</summary>
public sealed partial class StatTable : ComponentBase
{
    private object? _rendered;

    /// <summary>Up to here every row is in the page, for the browser's own search and for links to a row; beyond, only those in sight.</summary>
    [Parameter]
    public int PlainUpTo { get; set; } = 150;

    [Parameter, EditorRequired]
    public required List<StatItem> Items { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<StatColumn> Columns { get; set; }

    [Parameter]
    public StatGrouping Grouping { get; set; }

    [Parameter]
    public string? Sort { get; set; }

    [Parameter]
    public bool Descending { get; set; }

    [Parameter]
    public EventCallback<StatColumn> OnSort { get; set; }

    [Parameter]
    public bool Dense { get; set; }

    [Parameter]
    public string Label { get; set; } = "Proxies and servers";

    [Parameter]
    public string TestId { get; set; } = "stats";

    /// <summary>What is said where no row is left.</summary>
    [Parameter]
    public string Nothing { get; set; } = "No row matches these filters.";

    [Parameter]
    public bool Selectable { get; set; }

    [Parameter]
    public IReadOnlySet<ServerKey> Selected { get; set; } = ImmutableHashSet<ServerKey>.Empty;

    [Parameter]
    public EventCallback<IReadOnlySet<ServerKey>> SelectedChanged { get; set; }

    /// <summary>Rendered in a last cell of each server's row.</summary>
    [Parameter]
    public RenderFragment<ServerKey>? RowActions { get; set; }

    [Inject]
    private TrendBook Trends { get; set; } = default!;

    private bool Flat => Sort is not null;

    private int Span => Columns.Length + (RowActions is null ? 0 : 1);

    private bool SeveralNodes => Columns.Contains(StatColumnCatalog.Node);

    private bool ShowsTrend => Columns.Any(column => column.Kind is StatColumnKind.Trend);

    protected override bool ShouldRender()
    {
        var next = (Items, Columns, (Sort, Descending, Dense, Grouping), Label, (Selectable, Selected, RowActions is null));
        var same = next.Equals(_rendered);
        _rendered = next;
        return !same;
    }

    private static string HeaderClass(StatColumn column) => column.Kind switch
    {
        StatColumnKind.Number => "num",
        StatColumnKind.Name => "name",
        _ => "",
    };

    private string? AriaSort(StatColumn column) => column.Kind is StatColumnKind.Trend ? null
        : !column.Id.Equals(Sort, StringComparison.Ordinal) ? "none"
        : Descending ? "descending" : "ascending";

    private TrendSeries? TrendOf(StatLine line) => ShowsTrend && line.Key is { } key ? Trends.Find(key) : null;

    private Task SelectAsync(IEnumerable<ServerKey> keys, bool on)
    {
        var next = Selected.ToImmutableHashSet();
        return SelectedChanged.InvokeAsync(on ? next.Union(keys) : next.Except(keys));
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Memory.Series;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Stats;

/// <summary>Shows the arranged rows. The owner keeps the selection; the table only reports the requested one.</summary>
public sealed partial class StatTable : ComponentBase
{
    private readonly HashSet<StatRowView> _present = [];

    // Always the same list: Virtualize keeps a reference to it and reads it again on scrolling.
    private readonly List<StatItem> _items = [];
    private object? _frame;
    private List<StatItem>? _seen;
    private bool _isUnchanged;

    /// <summary>Up to this number, all rows are rendered, so that the browser's search works. Beyond it, only the visible ones.</summary>
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
    public string Label { get; set; } = StatTexts.ProxiesAndServers;

    [Parameter]
    public string TestId { get; set; } = "stats";

    /// <summary>The text that is shown when there are no rows.</summary>
    [Parameter]
    public string Nothing { get; set; } = StatTexts.NoMatch;

    [Parameter]
    public bool Selectable { get; set; }

    [Parameter]
    public IReadOnlySet<ServerKey> Selected { get; set; } = ImmutableHashSet<ServerKey>.Empty;

    [Parameter]
    public EventCallback<IReadOnlySet<ServerKey>> SelectedChanged { get; set; }

    /// <summary>The content of the last cell of a server's row; null for no such cell.</summary>
    [Parameter]
    public RenderFragment<ServerKey>? RowActions { get; set; }

    [Inject]
    private TrendStore Trends { get; set; } = default!;

    private bool Flat => Sort is not null;

    private int Span => Columns.Length + (RowActions is null ? 0 : 1);

    private bool SeveralNodes => Columns.Contains(StatColumnCatalog.Node);

    private bool ShowsTrend => Columns.Any(column => column.Kind is StatColumnKind.Trend);

    protected override void OnParametersSet()
    {
        var frame = (
            Columns,
            (Sort, Descending, Dense, Grouping),
            (Label, TestId, Nothing),
            PlainUpTo,
            (Selectable, Selected, RowActions is null)
        );
        var same = ReferenceEquals(Items, _seen);
        _isUnchanged = frame.Equals(_frame) && (same || SamePlaces());
        (_frame, _seen) = (frame, Items);
        if (same)
        {
            return;
        }

        _items.Clear();
        _items.AddRange(Items);
        if (_isUnchanged)
        {
            foreach (var row in _present)
            {
                var line = _items[row.RowIndex - StatItem.FirstRowIndex].Line!;
                row.Show(line, TrendOf(line));
            }
        }
    }

    // After most polls every row keeps its place. Then the rendered rows are updated directly, without comparing the whole table.
    protected override bool ShouldRender() => !_isUnchanged;

    private bool SamePlaces()
    {
        if (Items.Count != _items.Count)
        {
            return false;
        }

        for (var i = 0; i < _items.Count; i++)
        {
            if (!Items[i].SamePlace(_items[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string HeaderClass(StatColumn column) =>
        column.Kind switch
        {
            StatColumnKind.Number => "num",
            StatColumnKind.Name => "name",
            _ => "",
        };

    private string? AriaSort(StatColumn column) =>
        column.Kind is StatColumnKind.Trend ? null
        : !column.Id.Equals(Sort, StringComparison.Ordinal) ? "none"
        : Descending ? "descending"
        : "ascending";

    private TrendSeries? TrendOf(StatLine line) => ShowsTrend && line.Key is { } key ? Trends.Find(key) : null;

    private Task SelectAsync(IEnumerable<ServerKey> keys, bool on)
    {
        var next = Selected.ToImmutableHashSet();
        return SelectedChanged.InvokeAsync(on ? next.Union(keys) : next.Except(keys));
    }
}

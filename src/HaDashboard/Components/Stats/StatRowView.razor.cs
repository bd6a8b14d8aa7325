using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.History.Series;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Stats;

public sealed partial class StatRowView : ComponentBase
{
    private (string? Text, string? Tip)[] _cells = [];
    private string? _description;
    private object? _rendered;
    private long _trendAt = -1;
    private bool _changed = true;

    [Parameter, EditorRequired]
    public required StatLine Line { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<StatColumn> Columns { get; set; }

    /// <summary>The name alone does not tell whose it is: rows out of their groups.</summary>
    [Parameter]
    public bool ProxyInName { get; set; }

    [Parameter]
    public bool Selectable { get; set; }

    [Parameter]
    public bool Selected { get; set; }

    [Parameter]
    public EventCallback<bool> SelectedChanged { get; set; }

    /// <summary>Not compared: it is a new delegate at each render of its owner. What it shows follows its own parameters.</summary>
    [Parameter]
    public RenderFragment<ServerKey>? RowActions { get; set; }

    [Parameter]
    public TrendSeries? Trend { get; set; }

    private Tone Tone => Line.Stale ? Tone.Stale : Line.Look.Tone;

    private string? RowClass => Line.Kind is StatRowKind.Server ? null : "sum";

    private string KindWord => Line.Kind switch
    {
        StatRowKind.Frontend => "frontend",
        StatRowKind.Listener => "listener",
        StatRowKind.Server => "server",
        _ => "backend",
    };

    private string? RowId => Line.Server is { } server ? server.Path : null;

    protected override void OnParametersSet()
    {
        // Everything but the cells that can change what is seen, in one comparable value.
        var frame = (Line.Id, Line.Status, Line.StatusText, Line.Look, Line.Stale, Line.Server?.Since, Columns, (ProxyInName, Selectable, Selected, RowActions is null), Trend);
        var trendAt = Trend?.Version ?? -1;
        _changed = !frame.Equals(_rendered) || trendAt != _trendAt;
        (_rendered, _trendAt) = (frame, trendAt);
        if (_cells.Length != Columns.Length)
        {
            _cells = new (string?, string?)[Columns.Length];
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            var column = Columns[i];
            Set(ref _cells[i].Text, column.Text(Line));
            Set(ref _cells[i].Tip, column.Tip?.Invoke(Line));
        }

        Set(ref _description, StatWords.Row(Line));
    }

    protected override bool ShouldRender() => _changed;

    private void Set(ref string? field, string? value)
    {
        if (!string.Equals(field, value, StringComparison.Ordinal))
        {
            field = value;
            _changed = true;
        }
    }
}

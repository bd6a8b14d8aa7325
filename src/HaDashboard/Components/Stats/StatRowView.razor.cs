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
    private StatLine? _line;
    private Frame _frame;
    private bool _changed;

    [Parameter, EditorRequired]
    public required StatLine Line { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<StatColumn> Columns { get; set; }

    /// <summary>What an address means it by.</summary>
    [Parameter]
    public string? Anchor { get; set; }

    [Parameter]
    public int RowIndex { get; set; }

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

    protected override void OnParametersSet()
    {
        var frame = new Frame(Columns, RowIndex, ProxyInName, Selectable, Selected, RowActions is not null, Trend, Trend?.Version ?? -1);
        _changed = _line is not { } before || frame != _frame || !SameFace(before, Line);
        var quiet = !_changed && SameRow(_line!, Line);
        (_line, _frame) = (Line, frame);
        if (!quiet)
        {
            Fill();
        }
    }

    protected override bool ShouldRender() => _changed;

    private void Fill()
    {
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

    // What is drawn of the line itself and not of its cells.
    private static bool SameFace(StatLine a, StatLine b) =>
        a.Stale == b.Stale && a.Kind == b.Kind && a.Name.Equals(b.Name, StringComparison.Ordinal) && a.Proxy == b.Proxy && a.Node == b.Node && a.Look == b.Look
        && a.StatusText.Equals(b.StatusText, StringComparison.Ordinal) && a.Server?.Since == b.Server?.Since && a.Server?.Weight == b.Server?.Weight && a.Server?.Check == b.Server?.Check;

    // HAProxy counts two ages on in every row with every second; where no column shows them, such a row needs no second look.
    private bool SameRow(StatLine a, StatLine b)
    {
        foreach (var column in Columns)
        {
            if (column.IsOfTime)
            {
                return false;
            }
        }

        var columns = b.Row.Columns;
        return a.Row.SameExcept(b.Row, [columns.IndexOf("lastchg"), columns.IndexOf("lastsess")]);
    }

    private void Set(ref string? field, string? value)
    {
        if (!string.Equals(field, value, StringComparison.Ordinal))
        {
            field = value;
            _changed = true;
        }
    }

    /// <summary>Everything beside the line that a row's look depends on.</summary>
    private readonly record struct Frame(ImmutableArray<StatColumn> Columns, int RowIndex, bool ProxyInName, bool Selectable, bool Selected, bool HasActions, TrendSeries? Trend, long TrendAt);
}

using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Memory.Series;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Stats;

public sealed partial class StatRowView : ComponentBase, IDisposable
{
    private (string? Text, string? Tip)[] _cells = [];
    private string? _description;
    private StatLine? _line;
    private Frame _frame;
    private bool _changed;
    private bool _isOfTime;

    /// <summary>Where the table finds the rows that are in the page; null: the row only follows its parameters.</summary>
    [Parameter]
    public ISet<StatRowView>? Present { get; set; }

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

    private Tone Tone => Line.Stale ? Tone.Stale : Line.Style.Tone;

    private string? RowClass => Line.Kind is StatRowKind.Server ? null : "sum";

    private string KindWord =>
        Line.Kind switch
        {
            StatRowKind.Frontend => "frontend",
            StatRowKind.Listener => "listener",
            StatRowKind.Server => "server",
            _ => "backend",
        };

    /// <summary>The same row as the next poll has it, without the table being rendered: of many rows most show what they showed before.</summary>
    internal void Show(StatLine line, TrendSeries? trend)
    {
        (Line, Trend) = (line, trend);
        UpdateCells();
        if (_changed)
        {
            StateHasChanged();
        }
    }

    public void Dispose() => Present?.Remove(this);

    protected override void OnInitialized() => Present?.Add(this);

    protected override void OnParametersSet() => UpdateCells();

    protected override bool ShouldRender() => _changed;

    private void UpdateCells()
    {
        var frame = new Frame(
            Columns,
            RowIndex,
            ProxyInName,
            Selectable,
            Selected,
            RowActions is not null,
            Trend,
            Trend?.Version ?? -1
        );
        var before = _line;
        var known = before is not null && frame.Columns == _frame.Columns;
        _changed = before is null || frame != _frame || !SameFace(before, Line);
        if (!known)
        {
            _cells = new (string?, string?)[Columns.Length];
            _isOfTime = Columns.Any(static column => column.IsOfTime);
        }

        (_line, _frame) = (Line, frame);
        if (!known || _changed || !SameRow(before!, Line))
        {
            Fill();
        }
        else if (_isOfTime)
        {
            FillMoved(before!);
        }
    }

    private void Fill()
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            Fill(i);
        }

        Set(ref _description, StatWords.Row(Line));
    }

    // The row says the same, and yet a rate may have moved and an age has: the number tells at a fraction of what its text costs.
    private void FillMoved(StatLine before)
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            if (
                Columns[i] is { IsOfTime: true } column
                && (column.Number is not { } number || number(before) != number(Line) || number(Line) is null)
            )
            {
                Fill(i);
            }
        }
    }

    private void Fill(int i)
    {
        var column = Columns[i];
        Set(ref _cells[i].Text, column.Text(Line));
        Set(ref _cells[i].Tip, column.Tip?.Invoke(Line));
    }

    // What is drawn of the line itself and not of its cells.
    private static bool SameFace(StatLine a, StatLine b) =>
        a.Stale == b.Stale
        && a.Kind == b.Kind
        && a.Name.Equals(b.Name, StringComparison.Ordinal)
        && a.Proxy == b.Proxy
        && a.Node == b.Node
        && a.Style == b.Style
        && a.StatusText.Equals(b.StatusText, StringComparison.Ordinal)
        && a.Server?.Since == b.Server?.Since
        && a.Server?.Weight == b.Server?.Weight
        && a.Server?.Check == b.Server?.Check;

    // HAProxy counts two ages on in every row with every second; columns that show them are of time, and looked at by themselves.
    private static bool SameRow(StatLine a, StatLine b)
    {
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
    private readonly record struct Frame(
        ImmutableArray<StatColumn> Columns,
        int RowIndex,
        bool ProxyInName,
        bool Selectable,
        bool Selected,
        bool HasActions,
        TrendSeries? Trend,
        long TrendAt
    );
}

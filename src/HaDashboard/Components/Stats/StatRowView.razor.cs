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
    private ServerKey? _selectable;
    private string? _selectLabel;
    private StatLine? _line;
    private Frame _frame;
    private bool _changed;
    private bool _isOfTime;

    /// <summary>The set of rendered rows, which the table updates directly; null where the row only follows its parameters.</summary>
    [Parameter]
    public ISet<StatRowView>? Present { get; set; }

    [Parameter, EditorRequired]
    public required StatLine Line { get; set; }

    [Parameter, EditorRequired]
    public required ImmutableArray<StatColumn> Columns { get; set; }

    /// <summary>The fragment of a URL that points to this row; null for none.</summary>
    [Parameter]
    public string? Anchor { get; set; }

    [Parameter]
    public int RowIndex { get; set; }

    /// <summary>Shows the proxy before the name, for rows that are not in groups.</summary>
    [Parameter]
    public bool ProxyInName { get; set; }

    [Parameter]
    public bool Selectable { get; set; }

    [Parameter]
    public bool Selected { get; set; }

    [Parameter]
    public EventCallback<bool> SelectedChanged { get; set; }

    /// <summary>Not compared, because it is a new delegate at each render of its owner. Its content follows its own parameters.</summary>
    [Parameter]
    public RenderFragment<ServerKey>? RowActions { get; set; }

    [Parameter]
    public TrendSeries? Trend { get; set; }

    private Tone Tone => Line.Stale ? Tone.Stale : Line.Style.Tone;

    private string? RowClass => Line.Kind is StatRowKind.Server ? null : "sum";

    private string Icon => Line.Stale ? "?" : Line.Style.Icon;

    private string? AriaSelected =>
        !Selectable || Line.Key is null ? null
        : Selected ? "true"
        : "false";

    private string KindWord =>
        Line.Kind switch
        {
            StatRowKind.Frontend => "frontend",
            StatRowKind.Listener => "listener",
            StatRowKind.Server => "server",
            _ => "backend",
        };

    /// <summary>Updates the row with the next poll without rendering the table: most rows of a long table do not change.</summary>
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

        if (Selectable && Line.Key is { } key && key != _selectable)
        {
            (_selectable, _selectLabel) = (key, StatTexts.SelectServer(key.Path, key.Node));
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

    // The row is equal, but a rate can change and an age does. Comparing the numbers costs a fraction of building their texts.
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
        Set(ref _cells[i].Tip, TipOf(i));
    }

    // Several columns have the same tooltip. It is worded once per row.
    private string? TipOf(int i)
    {
        if (Columns[i].Tip is not { } tip)
        {
            return null;
        }

        for (var before = 0; before < i; before++)
        {
            if (Columns[before].Tip == tip)
            {
                return _cells[before].Tip;
            }
        }

        return tip(Line);
    }

    // The parts of the line that the row shows besides its cells.
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

    // HAProxy increments two ages in every row each second. The columns that show them have IsOfTime and are compared separately.
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

    /// <summary>Everything besides the line that the content of a row depends on.</summary>
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

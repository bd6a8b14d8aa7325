using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace HaDashboard.Components.Stats;

public sealed partial class StatBoard : ComponentBase
{
    private readonly Dictionary<StatMode, ImmutableArray<string>> _chosen = [];
    private IJSObjectReference? _module;
    private bool _isDisposed;
    private IReadOnlyList<StatLine> _lines = [];
    private IReadOnlyList<object> _sources = [];
    private List<StatItem> _items = [];
    private ImmutableArray<StatColumn> _columns = [];
    private IReadOnlyList<string> _proxies = [];
    private IReadOnlyList<string> _rawNames = [];
    private (IReadOnlyList<StatLine>, StatQuery)? _arranged;
    private int _shown;
    private string? _fragment;
    private bool _dense;
    private ImmutableHashSet<ServerKey> _selected = [];

    /// <summary>The nodes whose rows are shown.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<NodeState> Nodes { get; set; }

    /// <summary>The node of the page; null on pages of several nodes.</summary>
    [Parameter]
    public NodeName? Node { get; set; }

    /// <summary>The backend of the page; null for all backends.</summary>
    [Parameter]
    public string? Backend { get; set; }

    [Parameter]
    public StatGrouping Grouping { get; set; }

    [Parameter]
    public string Label { get; set; } = StatTexts.ProxiesAndServers;

    [Parameter]
    public bool Selectable { get; set; }

    [Parameter]
    public IReadOnlySet<ServerKey> Selected { get; set; } = ImmutableHashSet<ServerKey>.Empty;

    [Parameter]
    public EventCallback<IReadOnlySet<ServerKey>> SelectedChanged { get; set; }

    [Parameter]
    public RenderFragment<ServerKey>? RowActions { get; set; }

    /// <summary>Shown between the filters and the table.</summary>
    [Parameter]
    public RenderFragment? ActionBar { get; set; }

    private StatQuery Query { get; set; } = new();

    // By default the trend is shown only on the page of one node, which has few rows.
    private ImmutableArray<string> Extra =>
        Query.Columns
        ?? _chosen.GetValueOrDefault(
            Query.Mode,
            Node is not null && Query.Mode is StatMode.Status or StatMode.Traffic ? [StatColumnCatalog.Trend.Id] : []
        );

    private string Path => new Uri(Navigation.Uri).AbsolutePath;

    private string Scope =>
        Node is not null ? "node"
        : Backend is not null ? "backend"
        : "all";

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Navigation.LocationChanged -= OnLocationChanged;
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // the browser has disconnected already
            }
        }
    }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    protected override void OnInitialized()
    {
        (Query, _fragment) = Read(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override void OnParametersSet() => Arrange();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            await (firstRender ? StartAsync() : RevealAsync());
        }
        catch (JSException)
        {
            // the page works without the module, but it does not remember the settings
        }
        catch (JSDisconnectedException)
        {
            // the browser has disconnected already
        }
        catch (ObjectDisposedException) when (_isDisposed)
        {
            // The user left the page while it loaded its settings. Uncaught, this would show the next page as broken.
        }
    }

    private async Task StartAsync()
    {
        var module = await Js.InvokeAsync<IJSObjectReference>("import", "./table.js");
        if (module is null)
        {
            return;
        }

        if (_isDisposed)
        {
            await module.DisposeAsync();
            return;
        }

        _module = module;
        _dense = await _module.InvokeAsync<string?>("load", "density") is "compact";
        foreach (var mode in StatModes.All)
        {
            if (await _module.InvokeAsync<string?>("load", ColumnsKey(mode)) is { } stored)
            {
                _chosen[mode] =
                [
                    .. stored
                        .Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Where(id => StatColumnCatalog.Find(id) is not null)
                        .Distinct(StringComparer.Ordinal),
                ];
            }
        }

        Arrange();
        StateHasChanged();
    }

    // Once per URL, as soon as the row of its fragment exists.
    private async Task RevealAsync()
    {
        var index =
            _fragment is null || _module is null
                ? -1
                : _items.FindIndex(item =>
                    string.Equals(item.Anchor(Grouping, Node is null), _fragment, StringComparison.Ordinal)
                );
        if (index >= 0)
        {
            var id = _fragment;
            _fragment = null;
            await Js.InvokeVoidAsync("hadashboard.rows.reveal", id, index, _items.Count);
        }
    }

    private Task SelectAsync(IReadOnlySet<ServerKey> selected)
    {
        _selected = [.. selected];
        return SelectedChanged.InvokeAsync(selected);
    }

    private string ColumnsKey(StatMode mode) => $"columns.{Scope}.{mode.Id()}";

    private void OnLocationChanged(object? sender, LocationChangedEventArgs args)
    {
        (Query, _fragment) = Read(args.Location);
        Arrange();
        _ = InvokeAsync(StateHasChanged);
    }

    private static (StatQuery Query, string? Fragment) Read(string address)
    {
        var uri = new Uri(address);
        return (StatQuery.Parse(uri.Query), uri.Fragment.Length > 1 ? Uri.UnescapeDataString(uri.Fragment[1..]) : null);
    }

    private string HrefOf(StatMode mode) =>
        Path + (Query with { Mode = mode, Sort = null, Descending = false, Columns = null });

    private string ExportHref(string format)
    {
        var query = Query with { Columns = Extra, Proxy = Backend ?? Query.Proxy };
        var node = Node is null ? "" : $"&node={Uri.EscapeDataString(Node.Value)}";
        var grouping = Grouping is StatGrouping.Server ? "&by=server" : "";
        return $"/export/haproxy.{format}{query}{node}{grouping}";
    }

    private void Go(StatQuery next) => Navigation.NavigateTo(Path + next, replace: true);

    private async Task ChooseAsync(ImmutableArray<string> extra)
    {
        _chosen[Query.Mode] = extra;
        await SaveAsync(ColumnsKey(Query.Mode), string.Join(',', extra));
        if (Query.Columns is not null)
        {
            Go(Query with { Columns = extra });
        }

        Arrange();
    }

    private Task SetDenseAsync(bool dense)
    {
        _dense = dense;
        return SaveAsync("density", dense ? "compact" : "comfortable");
    }

    private async Task SaveAsync(string key, string value)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("save", key, value);
        }
    }

    // Only what changed is computed again: the lines when a node was polled, the order when the lines or the URL changed.
    private void Arrange()
    {
        if (!Nodes.Select(node => node.HaProxy).SequenceEqual(_sources, ReferenceEqualityComparer.Instance))
        {
            _sources = [.. Nodes.Select(node => node.HaProxy)];
            var lines = Nodes.Count == 1 ? StatLines.Of(Nodes[0]) : [.. Nodes.SelectMany(StatLines.Of)];
            _lines = Backend is null
                ? lines
                : [.. lines.Where(line => line.Proxy.Value.Equals(Backend, StringComparison.Ordinal))];
            _proxies = [.. _lines.Select(line => line.Proxy.Value).Distinct(StringComparer.Ordinal)];
            _rawNames =
            [
                .. Nodes
                    .SelectMany(node => node.HaProxy.Value?.Columns.Names ?? [])
                    .Where(name => name is not ("-" or ""))
                    .Distinct(StringComparer.Ordinal),
            ];
        }

        if (_arranged is not var (known, query) || !ReferenceEquals(known, _lines) || query != Query)
        {
            _items = StatArrangement.Of(_lines, Query, Grouping, Node is null);
            _shown = Query.IsFiltered ? StatArrangement.Lines(_items).Count() : _lines.Count;
            _arranged = (_lines, Query);
        }

        var columns = StatColumnSet.Of(Query.Mode, Extra, showNode: Node is null);
        _columns = columns.SequenceEqual(_columns) ? _columns : columns;
    }
}

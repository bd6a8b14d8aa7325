using System.Collections.Immutable;
using HaDashboard.Components.PodParts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

public sealed partial class Pods : ComponentBase
{
    // A browser renders this number of rows without delay. A longer list scrolls in its own area and renders only the visible rows.
    private const int MostPlain = 200;

    private object? _rendered;
    private object? _narrowed;

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    [SupplyParameterFromQuery(Name = "component")]
    public string? Component { get; set; }

    [SupplyParameterFromQuery(Name = "notready")]
    public string? NotReady { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private PodFilter Filter { get; set; } = new(null, null, null, false);

    private List<Pod> Shown { get; set; } = [];

    private Slice<ImmutableSortedDictionary<string, Pod>> Slice => View.Snapshot.Kubernetes.Pods;

    private IEnumerable<Pod> All => Slice.Value?.Values ?? [];

    private int Count => Slice.Value?.Count ?? 0;

    private Message Summary =>
        Slice.Freshness switch
        {
            Freshness.Never => PageTexts.NoPodData,
            _ when Count == 0 => PageTexts.NoPodListed,
            _ when Shown.Count == 0 => PageTexts.NoPodMatches(Count),
            _ when Filter.IsEmpty => PageTexts.PodsInNamespace(Count, Ready(All)),
            _ => PageTexts.PodsMatch(Shown.Count, Count, Ready(Shown)),
        };

    protected override void OnParametersSet()
    {
        Filter = new PodFilter(Text, Node, Component, NotReady is "1" or "true");
        var from = (Slice.Value, Filter);
        if (!from.Equals(_narrowed))
        {
            _narrowed = from;
            Shown = [.. All.Where(Filter.Includes)];
        }
    }

    protected override bool ShouldRender()
    {
        // Until the first pod list, other sources supply the reason why there is none.
        var next = (Slice, Filter, Slice.Freshness is Freshness.Never ? View : null);
        var same = next.Equals(_rendered);
        _rendered = next;
        return !same;
    }

    private object Ready(IEnumerable<Pod> pods) =>
        Slice.IsFresh ? pods.Count(pod => pod.IsReady || pod.IsCompleted) : PageTexts.ReadyUnknown;

    private IEnumerable<string> Choices(Func<Pod, string?> of, string? chosen) =>
        All.Select(of)
            .Append(chosen)
            .Where(value => !string.IsNullOrEmpty(value))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    // The URL is replaced, not pushed: the browser's back button leaves the list instead of undoing each keystroke of a search.
    private void Go(string key, string? value) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(key, string.IsNullOrWhiteSpace(value) ? null : value),
            replace: true
        );
}

using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

public sealed partial class Pods : ComponentBase
{
    // So many rows cost a browser nothing; beyond them the list scrolls within itself and holds only what is seen.
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

    private string Said =>
        Slice.Freshness switch
        {
            Freshness.Never => "Nothing is known of pods.",
            _ when Count == 0 => "The API lists no pod in the watched namespace.",
            _ when Shown.Count == 0 => $"None of the {Count} pods is like that.",
            _ when Filter.IsEmpty => $"{Count} pods in the watched namespace, {Ready(All)} ready.",
            _ => $"{Shown.Count} of {Count} pods; {Ready(Shown)} of these are ready.",
        };

    protected override void OnParametersSet()
    {
        Filter = new PodFilter(Text, Node, Component, NotReady is "1" or "true");
        var from = (Slice.Value, Filter);
        if (!from.Equals(_narrowed))
        {
            _narrowed = from;
            Shown = [.. All.Where(Filter.Takes)];
        }
    }

    protected override bool ShouldRender()
    {
        var next = (Slice, Filter, Slice.Freshness is Freshness.Never ? View : null); // why nothing is known is told by other sources, too
        var same = next.Equals(_rendered);
        _rendered = next;
        return !same;
    }

    private string Ready(IEnumerable<Pod> pods) =>
        Slice.IsFresh ? $"{pods.Count(pod => pod.IsReady || pod.IsCompleted)}" : "unknown how many";

    private IEnumerable<string> Choices(Func<Pod, string?> of, string? chosen) =>
        All.Select(of)
            .Append(chosen)
            .Where(value => !string.IsNullOrEmpty(value))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    // Replaced, not pushed: the way back leads out of the list, not through every letter of a search.
    private void Go(string key, string? value) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(key, string.IsNullOrWhiteSpace(value) ? null : value),
            replace: true
        );
}

using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Shared;

/// <typeparam name="T">The type of the data of the source.</typeparam>
public sealed partial class SourceAge<T> : ComponentBase
    where T : class
{
    private Slice<T>? _rendered;

    [Parameter, EditorRequired]
    public required Slice<T> Slice { get; set; }

    // Fresh data is younger than StaleAfter by definition. An age that changes with every poll would only distract.
    private string Text =>
        Slice.Value is HaProxyReading reading
            ? $"{SharedTexts.Now} · {reading.Process.Version.Split('-')[0]}"
            : SharedTexts.Now;

    protected override bool ShouldRender()
    {
        var same =
            _rendered is { } old
            && old.Freshness == Slice.Freshness
            && old.Failure == Slice.Failure
            && (
                Slice.IsFresh
                    ? string.Equals(Version(old), Version(Slice), StringComparison.Ordinal)
                    : old.ObservedAt == Slice.ObservedAt
            );
        _rendered = Slice;
        return !same;
    }

    protected override void OnInitialized() => _rendered = Slice;

    private static string? Version(Slice<T> slice) => (slice.Value as HaProxyReading)?.Process.Version;
}

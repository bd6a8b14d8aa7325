using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>How often the components of the control plane are probed.</summary>
public sealed record ProbeSchedule
{
    /// <summary>Every source at the interval of its catalogue entry.</summary>
    public static ProbeSchedule Default { get; } = new();

    /// <summary>Where a source has another interval than its catalogue entry.</summary>
    public ImmutableDictionary<SourceKind, TimeSpan> Intervals { get; init; } =
        ImmutableDictionary<SourceKind, TimeSpan>.Empty;

    /// <returns>null for a source that is polled or watched.</returns>
    public TimeSpan? IntervalOf(SourceDescriptor source) =>
        Intervals.TryGetValue(source.Kind, out var interval) ? interval : source.Interval;
}

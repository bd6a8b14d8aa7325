using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>How often the components of the control plane are probed, and how long a probe may take.</summary>
public sealed record ProbeSchedule
{
    // The time of a clock tick, and of the test whether the node itself responds after a probe has reached its limit.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Every source at the interval of its catalogue entry.</summary>
    public static ProbeSchedule Default { get; } = new();

    /// <summary>Where a source has another interval than its catalogue entry.</summary>
    public ImmutableDictionary<SourceKind, TimeSpan> Intervals { get; init; } =
        ImmutableDictionary<SourceKind, TimeSpan>.Empty;

    /// <summary>The time limit for one round of one probe.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// The longest time between two results of a probe that works: a component that hangs uses the whole time limit, and the next probe
    /// starts one interval after that. With a shorter limit, the results would turn stale before every new one.
    /// </summary>
    /// <returns>Zero for a source that is no probe of the control plane.</returns>
    public TimeSpan LongestGapOf(SourceDescriptor source) =>
        source.Check is SourceCheck.ControlPlane && IntervalOf(source) is { } interval
            ? interval + Timeout + Margin
            : TimeSpan.Zero;

    /// <returns>null for a source that is polled or watched.</returns>
    public TimeSpan? IntervalOf(SourceDescriptor source) =>
        Intervals.TryGetValue(source.Kind, out var interval) ? interval : source.Interval;
}

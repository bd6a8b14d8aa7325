namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>What a counter grew by per second between two polls of the same worker.</summary>
public static class CounterRate
{
    /// <returns>null where nothing can be said: no earlier value, no time between the two, or a counter that went back
    /// (<c>clear counters all</c>, a server deleted and added again): a difference across that would be an invention.</returns>
    public static double? Of(long? before, long? now, double seconds) =>
        before is { } a && now is { } b && b >= a && seconds > 0 ? (b - a) / seconds : null;
}

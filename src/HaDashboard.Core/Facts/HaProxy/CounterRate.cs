namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>Computes by how much a counter grew per second between two polls of the same worker.</summary>
public static class CounterRate
{
    /// <returns>
    /// The rate per second; null without an earlier value, without time between the polls, or if the counter decreased
    /// (<c>clear counters all</c>, a server deleted and added again), because the difference then has no meaning.
    /// </returns>
    public static double? Of(long? before, long? now, double seconds) =>
        before is { } a && now is { } b && b >= a && seconds > 0 ? (b - a) / seconds : null;
}

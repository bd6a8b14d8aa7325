using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy.Limits;

/// <summary>
/// Keeps the limits that a HAProxy has reached from poll to poll. A backend at the edge of its limit is full in one poll and not in the
/// next: without a hold time, its finding would appear and disappear every second.
/// </summary>
internal static class LimitHistory
{
    /// <summary>For how long a limit counts as reached after the last poll in which it was.</summary>
    internal static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    /// <param name="known">After the poll before.</param>
    /// <param name="reached">In the poll of <paramref name="at"/>.</param>
    internal static ImmutableArray<ReachedLimit> Next(
        ImmutableArray<ReachedLimit> known,
        ImmutableArray<LimitReading> reached,
        DateTimeOffset at
    )
    {
        if (known.IsEmpty && reached.IsEmpty)
        {
            return known;
        }

        var next = ImmutableArray.CreateBuilder<ReachedLimit>();
        foreach (var reading in reached)
        {
            next.Add(Reached(Find(known, reading.Kind, reading.Proxy), reading, at));
        }

        foreach (var limit in known)
        {
            if (limit.IsConfirmed && at - limit.LastSeen < Hold && !Contains(reached, limit))
            {
                next.Add(limit);
            }
        }

        return next.DrainToImmutable();
    }

    private static ReachedLimit Reached(ReachedLimit? known, LimitReading reading, DateTimeOffset at) =>
        known is null
            ? new ReachedLimit(reading.Kind, reading.Proxy, reading.Limit, CountOf(reading), at, at, IsConfirmed: false)
            : known with
            {
                Limit = reading.Limit,
                Count = IsNear(known.Count, reading) ? known.Count : CountOf(reading),
                LastSeen = at,
                IsConfirmed = true,
            };

    private static bool IsNear(long known, LimitReading reading) =>
        IsRounded(reading.Kind) && reading.Count * 2 >= known && reading.Count <= known * 2;

    private static long CountOf(LimitReading reading) =>
        IsRounded(reading.Kind) ? Rounded(reading.Count) : reading.Count;

    private static bool IsRounded(LimitKind kind) => kind is LimitKind.Queue or LimitKind.Rejected;

    /// <summary>The nearest of 1, 2, 5, 10, 20, 50, 100…</summary>
    private static long Rounded(long count)
    {
        var unit = 1L;
        while (count >= unit * 7)
        {
            unit *= 10;
        }

        // Here the count is at least 0.7 units and less than 7.
        return count * 2 < unit * 3 ? unit
            : count * 2 < unit * 7 ? unit * 2
            : unit * 5;
    }

    private static ReachedLimit? Find(ImmutableArray<ReachedLimit> known, LimitKind kind, string? proxy)
    {
        foreach (var limit in known)
        {
            if (limit.Kind == kind && string.Equals(limit.Proxy, proxy, StringComparison.Ordinal))
            {
                return limit;
            }
        }

        return null;
    }

    private static bool Contains(ImmutableArray<LimitReading> reached, ReachedLimit limit)
    {
        foreach (var reading in reached)
        {
            if (reading.Kind == limit.Kind && string.Equals(reading.Proxy, limit.Proxy, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

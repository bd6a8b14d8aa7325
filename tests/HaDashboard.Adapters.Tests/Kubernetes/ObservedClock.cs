using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>A fake clock that records which timers were started, so that a test knows when to advance it.</summary>
internal sealed class ObservedClock()
    : FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T03:00:00Z", CultureInfo.InvariantCulture))
{
    private ImmutableList<TimeSpan> _waits = [];

    /// <summary>The due times of the timers started so far, without periodic timers.</summary>
    public IReadOnlyList<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            ImmutableInterlocked.Update(ref _waits, waits => waits.Add(dueTime)); // last, because a test that sees it may advance the clock
        }

        return timer;
    }
}

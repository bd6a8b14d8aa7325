using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>A fake clock that tells which waits were begun, so that a test knows the moment to move it.</summary>
internal sealed class ObservedClock()
    : FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T03:00:00Z", CultureInfo.InvariantCulture))
{
    private ImmutableList<TimeSpan> _waits = [];

    /// <summary>The waits begun so far, those of periodic timers left out.</summary>
    public IReadOnlyList<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            ImmutableInterlocked.Update(ref _waits, waits => waits.Add(dueTime)); // after, so that who sees it may move the clock
        }

        return timer;
    }
}

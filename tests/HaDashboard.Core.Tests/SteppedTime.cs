using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace HaDashboard.Core.Tests;

/// <summary>Time that stands still until told, and tells each time somebody starts to wait: a test needs no sleep to know that.</summary>
internal sealed class SteppedTime() : FakeTimeProvider(A.Noon)
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    private TimeSpan _setBack;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - _setBack;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>How long the next one to wait will wait.</summary>
    internal async Task<TimeSpan> NextWaitAsync() => await _waits.Reader.ReadAsync(Patience.Token);

    /// <summary>As an administrator or NTP does it: the time of day jumps, the passing of time does not.</summary>
    internal void SetTimeOfDayBack(TimeSpan by) => _setBack += by;

    internal bool NobodyWaits => !_waits.Reader.TryPeek(out _);
}

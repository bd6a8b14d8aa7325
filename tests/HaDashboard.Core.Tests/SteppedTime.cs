using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace HaDashboard.Core.Tests;

/// <summary>Time that advances only on request. It reports each wait that begins, so that a test needs no sleep.</summary>
internal sealed class SteppedTime() : FakeTimeProvider(A.Noon)
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    private readonly Channel<bool> _begun = Channel.CreateUnbounded<bool>();
    private TimeSpan _setBack;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - _setBack;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        _begun.Writer.TryWrite(true);
        return timer;
    }

    /// <summary>How long the next one to wait will wait.</summary>
    internal async Task<TimeSpan> NextWaitAsync() => await _waits.Reader.ReadAsync(Patience.Token);

    /// <summary>
    /// Advances time by <paramref name="step"/>, and again for each wait that begins after that, until the task is done.
    /// </summary>
    internal async Task PassUntilAsync(Task done, TimeSpan step)
    {
        do
        {
            while (_begun.Reader.TryRead(out _))
            {
                // who began to wait before this step is served by it
            }

            Advance(step);
            await Task.WhenAny(done, _begun.Reader.WaitToReadAsync(Patience.Token).AsTask());
        } while (!done.IsCompleted);
    }

    /// <summary>As an administrator or NTP does it: the time of day jumps, the passing of time does not.</summary>
    internal void SetTimeOfDayBack(TimeSpan by) => _setBack += by;

    internal bool HasNoWaiter => !_waits.Reader.TryPeek(out _);
}

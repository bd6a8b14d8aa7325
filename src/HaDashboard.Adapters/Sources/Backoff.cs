namespace HaDashboard.Adapters.Sources;

/// <summary>
/// The delay after a failed attempt: 0.5 s, doubled per failure, at most 30 s, and shortened at random by up to a half, so that many
/// clients that failed together do not retry at the same moment.
/// </summary>
/// <param name="jitter">Returns a number from 0, for the shortest delay, to 1, for the longest.</param>
internal sealed class Backoff(TimeProvider time, Func<double> jitter)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    private long _since;
    private TimeSpan _delay;

    public int Failures { get; private set; }

    public TimeSpan Remaining
    {
        get
        {
            var left = _delay - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public TimeSpan Fail()
    {
        var full = First * Math.Pow(2, Math.Min(Failures, 10));
        Failures++;
        _since = time.GetTimestamp();
        _delay = (full < Cap ? full : Cap) * (0.5 + (0.5 * Math.Clamp(jitter(), 0, 1)));
        return _delay;
    }

    /// <summary>Counts a failure that is retried at once.</summary>
    public void Skip() => Failures++;

    public void Reset()
    {
        Failures = 0;
        _delay = TimeSpan.Zero;
    }
}

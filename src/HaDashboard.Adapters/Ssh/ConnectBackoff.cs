namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// The delay before the next attempt to connect: 0.5 s, doubled per failure, at most 30 s. A random factor between 0.5 and 1 spreads the
/// attempts; without it, a hundred nodes that failed together would be contacted at the same moment.
/// </summary>
internal sealed class ConnectBackoff(TimeProvider time, Func<double> jitter)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    private int _failures;
    private long _since;
    private TimeSpan _delay;

    /// <summary>The time until the next attempt is allowed; zero if it is allowed now.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _delay - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Records a failed attempt and returns the delay before the next one.</summary>
    public TimeSpan Fail()
    {
        var full = First * Math.Pow(2, Math.Min(_failures, 10));
        _failures++;
        _since = time.GetTimestamp();
        _delay = (full < Cap ? full : Cap) * (0.5 + (0.5 * Math.Clamp(jitter(), 0, 1)));
        return _delay;
    }

    public void Reset()
    {
        _failures = 0;
        _delay = TimeSpan.Zero;
    }
}

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// How long to leave a node alone after a failed attempt: 0.5 s, doubled per failure, at most 30 s, jittered down to half so that
/// a hundred nodes that died together do not come back together.
/// </summary>
internal sealed class Backoff(TimeProvider time, Func<double> jitter)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    private int _failures;
    private long _since;
    private TimeSpan _delay;

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

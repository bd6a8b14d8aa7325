namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Waits that double from half a second to half a minute, each shortened at random by up to a half, so that nobody hammers a server that struggles.</summary>
internal sealed class Backoff(Func<double> jitter)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public int Attempts { get; private set; }

    /// <summary>Counts an attempt that waits for nothing.</summary>
    public void Skip() => Attempts++;

    public TimeSpan Next()
    {
        var full = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(Attempts, 16)));
        Attempts++;
        return TimeSpan.FromSeconds(full * (1 - (jitter() / 2)));
    }

    public void Reset() => Attempts = 0;
}

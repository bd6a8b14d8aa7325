namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>The time limits of a watcher.</summary>
internal sealed record WatchTiming
{
    /// <summary>For the connection and the headers of an answer, and for a page of a list.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time without a byte on a watch. The server sends a bookmark about every minute; one may get lost.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>The requested duration of a watch, before jitter.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A watch that was established this long has worked: its end starts a new count of failures.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(5);

    public int PageSize { get; init; } = 500;

    /// <summary>A number from 0 to 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public int WatchSeconds() => (int)(Watch.TotalSeconds * (0.8 + (0.4 * Jitter())));
}

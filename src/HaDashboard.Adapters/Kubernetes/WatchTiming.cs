namespace HaDashboard.Adapters.Kubernetes;

/// <summary>How long a watcher waits for what.</summary>
internal sealed record WatchTiming
{
    /// <summary>For the connection and the head of an answer, and for a page of a list.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a byte on a watch. The server sends a bookmark about each minute; one may get lost.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How long a watch is asked to last, before jitter.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A watch that lived this long was a good one: what ends it starts a new count of failures.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(5);

    public int PageSize { get; init; } = 500;

    /// <summary>A number from 0 to 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    public int WatchSeconds() => (int)(Watch.TotalSeconds * (0.8 + (0.4 * Jitter())));
}

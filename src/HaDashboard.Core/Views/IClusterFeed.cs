namespace HaDashboard.Core.Views;

/// <summary>The only way to read facts and verdicts.</summary>
public interface IClusterFeed
{
    ClusterView Current { get; }

    /// <summary>The current view at once, then each newer one. A slow reader skips to the newest; nothing queues up for it.</summary>
    IAsyncEnumerable<ClusterView> WatchAsync(CancellationToken cancellationToken);
}

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// When the next poll is due. Every interval, on a grid of the node's own, so that a hundred nodes do not ask in the same instant. A table
/// that takes HAProxy long to write (10,000 servers: 70 ms) is asked for less often: writing it may take a twentieth of the time, yet never
/// less often than every fourth interval, or the facts would turn stale of our own restraint.
/// </summary>
internal sealed class PollSchedule(TimeSpan interval, DateTimeOffset first)
{
    private const int Share = 20;
    private const int MostIntervals = 4;

    internal DateTimeOffset Due { get; private set; } = first;

    /// <param name="transfer">How long the last table took from its first to its last byte. The way there and back is no load on HAProxy.</param>
    internal void Polled(TimeSpan transfer, DateTimeOffset now)
    {
        var pause = TimeSpan.FromTicks(
            Math.Clamp(transfer.Ticks * Share, interval.Ticks, interval.Ticks * MostIntervals)
        );
        Due += pause;
        if (Due <= now)
        {
            Due = now + pause; // a poll that took its whole timeout is not made up for
        }
    }
}

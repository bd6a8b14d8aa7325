namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>
/// The smallest and the largest possible difference between a node's clock and the dashboard's clock; negative if the node's clock is
/// behind. One reading gives a range and not a number, because the response takes time to arrive.
/// </summary>
public sealed record ClockBounds(TimeSpan Least, TimeSpan Most)
{
    /// <summary>The drift that is allowed between two clocks: 100 ppm, the rate of a poor quartz.</summary>
    private const double Drift = 1e-4;

    public TimeSpan Middle => Least + ((Most - Least) / 2);

    public TimeSpan Width => Most - Least;

    /// <summary>The bounds that follow from one reading of the node's clock.</summary>
    /// <param name="nodeTime">The earliest time that the node's clock may have shown.</param>
    /// <param name="resolution">
    /// How much later the node's clock may have been: 1 s for an HTTP date, which has no fraction of a second.
    /// </param>
    /// <param name="sentAt">The dashboard's clock before the request.</param>
    /// <param name="receivedAt">The dashboard's clock after the response.</param>
    public static ClockBounds Of(
        DateTimeOffset nodeTime,
        TimeSpan resolution,
        DateTimeOffset sentAt,
        DateTimeOffset receivedAt
    ) => new(nodeTime - receivedAt, nodeTime + resolution - sentAt);

    /// <summary>
    /// The range that both readings allow. If they contradict each other, a clock was set between them, and only the newer one counts.
    /// </summary>
    /// <param name="since">The time between the two readings.</param>
    public ClockBounds And(ClockBounds newer, TimeSpan since)
    {
        var slack = since * Drift;
        var both = new ClockBounds(Later(Least - slack, newer.Least), Earlier(Most + slack, newer.Most));
        return both.Least <= both.Most ? both : newer;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

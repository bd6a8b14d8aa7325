namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>Between what a node's clock is ahead of ours; negative where it lags. A look never tells one number: the answer was under way for a while.</summary>
public sealed record ClockBounds(TimeSpan Least, TimeSpan Most)
{
    /// <summary>How far a clock may run away from another: 100 parts in a million is a bad crystal.</summary>
    private const double Drift = 1e-4;

    public TimeSpan Middle => Least + ((Most - Least) / 2);

    public TimeSpan Width => Most - Least;

    /// <param name="told">What the node's clock showed, at the earliest.</param>
    /// <param name="resolution">How much later it may have been: a second for an HTTP date, which leaves its fraction out.</param>
    /// <param name="asked">Ours, before the question.</param>
    /// <param name="heard">Ours, after the answer.</param>
    public static ClockBounds Of(
        DateTimeOffset told,
        TimeSpan resolution,
        DateTimeOffset asked,
        DateTimeOffset heard
    ) => new(told - heard, told + resolution - asked);

    /// <summary>What both looks allow; the newer alone where they contradict each other: somebody set a clock between them.</summary>
    /// <param name="since">Between the two looks.</param>
    public ClockBounds And(ClockBounds newer, TimeSpan since)
    {
        var slack = since * Drift;
        var both = new ClockBounds(Later(Least - slack, newer.Least), Earlier(Most + slack, newer.Most));
        return both.Least <= both.Most ? both : newer;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

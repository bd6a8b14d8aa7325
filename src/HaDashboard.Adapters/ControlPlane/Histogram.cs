namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A cumulative histogram as Prometheus counts it.</summary>
/// <param name="Bounds">Upper bounds, rising, the last one infinite.</param>
/// <param name="Counts">How many were at most that.</param>
internal sealed record Histogram(double[] Bounds, double[] Counts)
{
    /// <summary>Less than this is chance.</summary>
    private const double Fewest = 20;

    /// <summary>What was counted since an earlier reading; null where the two can't be compared: a restart, or other bounds.</summary>
    public Histogram? Since(Histogram earlier) =>
        Bounds.AsSpan().SequenceEqual(earlier.Bounds)
        && !Counts.Zip(earlier.Counts, (now, then) => now < then).Any(fell => fell)
            ? new Histogram(Bounds, [.. Counts.Zip(earlier.Counts, (now, then) => now - then)])
            : null;

    /// <summary>The value that a share of all was below, as <c>histogram_quantile</c> estimates it: straight within a bucket.</summary>
    public double? Quantile(double share)
    {
        if (Counts.Length < 2 || Counts[^1] is var total && total < Fewest)
        {
            return null;
        }

        var rank = share * total;
        var i = Array.FindIndex(Counts, count => count >= rank);
        if (i < 0 || double.IsInfinity(Bounds[i]))
        {
            return Bounds[^2]; // above the last bound; how far above is not known
        }

        var (low, below) = i == 0 ? (0, 0) : (Bounds[i - 1], Counts[i - 1]);
        return Counts[i] > below ? low + ((Bounds[i] - low) * (rank - below) / (Counts[i] - below)) : Bounds[i];
    }
}

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A cumulative histogram in the form of Prometheus.</summary>
/// <param name="Bounds">The upper bounds in ascending order; the last one is infinite.</param>
/// <param name="Counts">For each bound, the number of samples at or below it.</param>
internal sealed record Histogram(double[] Bounds, double[] Counts)
{
    /// <summary>With fewer samples, a quantile has no statistical meaning.</summary>
    private const double Fewest = 20;

    /// <summary>The samples since an earlier reading; null where the two can't be compared, because of a restart or other bounds.</summary>
    public Histogram? Since(Histogram earlier) =>
        Bounds.AsSpan().SequenceEqual(earlier.Bounds)
        && !Counts.Zip(earlier.Counts, (now, then) => now < then).Any(fell => fell)
            ? new Histogram(Bounds, [.. Counts.Zip(earlier.Counts, (now, then) => now - then)])
            : null;

    /// <summary>
    /// The value below which a share of all samples lies, estimated as by <c>histogram_quantile</c>: linear within a bucket.
    /// </summary>
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
            return Bounds[^2]; // above the last finite bound; the exact value is not known
        }

        var (low, below) = i == 0 ? (0, 0) : (Bounds[i - 1], Counts[i - 1]);
        return Counts[i] > below ? low + ((Bounds[i] - low) * (rank - below) / (Counts[i] - below)) : Bounds[i];
    }
}

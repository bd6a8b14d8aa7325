namespace HaDashboard.Adapters.Sources;

/// <summary>When a source is read.</summary>
/// <param name="Interval">From reading to reading.</param>
internal sealed record SourceTiming(TimeSpan Interval)
{
    /// <summary>Before the first reading, so that not all sources are read at the same moment.</summary>
    public TimeSpan Phase { get; init; }

    /// <summary>How long one reading may take; null: the reader limits itself.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How soon a failed reading is repeated, where the interval is longer; null: at the interval.</summary>
    public TimeSpan? RetryAfter { get; init; } = SourceLoop.DefaultRetry;

    /// <summary>Limits how many readings of one node run at the same time; null: no limit.</summary>
    public SourceAdmission? Admission { get; init; }
}

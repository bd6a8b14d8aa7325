namespace HaDashboard.Adapters.Sources;

/// <summary>When a source is read.</summary>
/// <param name="Interval">The time between two readings.</param>
internal sealed record SourceTiming(TimeSpan Interval)
{
    /// <summary>The delay before the first reading, so that not all sources are read at the same moment.</summary>
    public TimeSpan Phase { get; init; }

    /// <summary>The time limit of one reading; null: the reader limits itself.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The delay before a failed reading is retried, where the interval is longer; null: the interval.</summary>
    public TimeSpan? RetryAfter { get; init; } = SourceLoop.DefaultRetry;

    /// <summary>Limits how many readings of one node run at the same time; null: no limit.</summary>
    public SourceAdmission? Admission { get; init; }
}

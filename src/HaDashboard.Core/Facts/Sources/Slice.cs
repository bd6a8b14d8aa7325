namespace HaDashboard.Core.Facts.Sources;

public enum Freshness
{
    /// <summary>Never observed: nothing is known, and nothing may be assumed.</summary>
    Never,
    Fresh,

    /// <summary>Failing or silent: the facts are of <see cref="Slice.ObservedAt"/> and say nothing of now.</summary>
    Stale,
}

/// <summary>The state of one source, whatever its facts are.</summary>
/// <param name="ObservedAt">When the source last answered.</param>
/// <param name="Failure">Why it gives no facts now; null while it answers, and while it only does not answer.</param>
/// <param name="FailingSince">When it stopped answering.</param>
public abstract record Slice(
    DateTimeOffset? ObservedAt,
    Freshness Freshness,
    SourceFailure? Failure,
    DateTimeOffset? FailingSince
)
{
    public bool IsFresh => Freshness is Freshness.Fresh;

    private protected abstract bool HasValue { get; }

    /// <summary>The source answered without new facts. Facts never observed stay so.</summary>
    internal abstract Slice Confirmed(DateTimeOffset at);

    internal Slice Failed(SourceFailure failure, DateTimeOffset at)
    {
        var next = this with
        {
            Freshness = HasValue ? Freshness.Stale : Freshness.Never,
            Failure = failure,
            FailingSince = FailingSince ?? at,
        };
        return next == this ? this : next;
    }

    // An observation from the future was made before the clock was set back: its age is not known, so it does not count as fresh.
    internal Slice Ticked(DateTimeOffset now, TimeSpan staleAfter) =>
        IsFresh && (now - ObservedAt)?.Duration() > staleAfter
            ? this with
            {
                Freshness = Freshness.Stale,
                FailingSince = ObservedAt < now ? ObservedAt : now,
            }
            : this;
}

/// <summary>The last facts of one source, with their age and the reason where it gives none.</summary>
/// <param name="Value">The last facts; null only while <see cref="Freshness.Never"/>.</param>
public sealed record Slice<T>(
    T? Value,
    DateTimeOffset? ObservedAt,
    Freshness Freshness,
    SourceFailure? Failure,
    DateTimeOffset? FailingSince
) : Slice(ObservedAt, Freshness, Failure, FailingSince)
    where T : class
{
    public static Slice<T> Never { get; } = new(null, null, Freshness.Never, null, null);

    /// <summary>The facts, only while the source answers.</summary>
    public T? FreshValue => IsFresh ? Value : null;

    private protected override bool HasValue => Value is not null;

    public static Slice<T> Of(T value, DateTimeOffset at) => new(value, at, Freshness.Fresh, null, null);

    /// <summary>The source answered with these facts; the same facts observed at the same time change nothing.</summary>
    internal Slice<T> Observed(T value, DateTimeOffset at) => Of(value, at) is var next && next == this ? this : next;

    internal override Slice Confirmed(DateTimeOffset at) => Value is null ? this : Observed(Value, at);
}

namespace HaDashboard.Core.Facts.Sources;

public enum Freshness
{
    /// <summary>Never observed: nothing is known, and nothing may be assumed.</summary>
    Never,
    Fresh,

    /// <summary>Failing or silent: the facts are of <see cref="Slice{T}.ObservedAt"/> and say nothing of now.</summary>
    Stale,
}

/// <summary>The last facts of one source, with their age and what is wrong with it.</summary>
/// <param name="Value">The last facts; null only while <see cref="Freshness.Never"/>.</param>
/// <param name="ObservedAt">When the source last answered.</param>
/// <param name="Failure">Why it gives no facts now; null while it answers, and while it is merely silent.</param>
/// <param name="FailingSince">When it stopped answering.</param>
public sealed record Slice<T>(
    T? Value,
    DateTimeOffset? ObservedAt,
    Freshness Freshness,
    SourceFailure? Failure,
    DateTimeOffset? FailingSince
)
    where T : class
{
    public static Slice<T> Never { get; } = new(null, null, Freshness.Never, null, null);

    public bool IsFresh => Freshness is Freshness.Fresh;

    /// <summary>The facts, only where they speak of now.</summary>
    public T? FreshValue => IsFresh ? Value : null;

    public static Slice<T> Of(T value, DateTimeOffset at) => new(value, at, Freshness.Fresh, null, null);

    /// <summary>The source answered with these facts; the very same, seen at the same time, change nothing.</summary>
    internal Slice<T> Observed(T value, DateTimeOffset at) => Of(value, at) is var next && next == this ? this : next;

    /// <summary>The source answered without new facts. Facts never seen stay never seen.</summary>
    internal Slice<T> Confirmed(DateTimeOffset at) => Value is null ? this : Observed(Value, at);

    internal Slice<T> Failed(SourceFailure failure, DateTimeOffset at)
    {
        var next = this with
        {
            Freshness = Value is null ? Freshness.Never : Freshness.Stale,
            Failure = failure,
            FailingSince = FailingSince ?? at,
        };
        return next == this ? this : next;
    }

    // An observation from the future is one from before the clock was set back: its age is not known, so it isn't young.
    internal Slice<T> Ticked(DateTimeOffset now, TimeSpan staleAfter) =>
        IsFresh && (now - ObservedAt)?.Duration() > staleAfter
            ? this with
            {
                Freshness = Freshness.Stale,
                FailingSince = ObservedAt < now ? ObservedAt : now,
            }
            : this;
}

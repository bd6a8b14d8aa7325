using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Sources;

/// <summary>Reads one source once; <see cref="SourceLoop"/> decides when, and reports failures.</summary>
internal abstract class SourceReader(SourceId source) : IAsyncDisposable
{
    public SourceId Source { get; } = source;

    /// <summary>False while there is nothing to read: then the source is neither read nor reported.</summary>
    public virtual bool HasTarget => true;

    /// <summary>Whether an action or a new worker may have changed what it reads, so that it is read again at once.</summary>
    public virtual bool IsWoken => false;

    /// <exception cref="SourceFailureException">The source could not be read.</exception>
    /// <exception cref="OperationCanceledException">
    /// The time limit was reached; <see cref="ExplainTimeoutAsync"/> finds the reason.
    /// </exception>
    public abstract Task<Observation> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>What <c>--check</c> prints for an observation that this reader returned.</summary>
    public virtual string Describe(Observation observation) => "answers";

    /// <summary>What <c>--check</c> advises although the source answered; null where there is nothing to improve.</summary>
    public virtual string? Advice => null;

    /// <summary>Returns the failure for a reading that reached its time limit.</summary>
    /// <exception cref="SourceFailureException">The reason is outside the source.</exception>
    public virtual Task<SourceFailureException> ExplainTimeoutAsync(
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new SourceFailureException(
                FailureKind.Timeout,
                SourceReadingTexts.NoAnswer(Source.DisplayName, Rounded.Seconds(timeout))
            )
        );

    /// <summary>The delay until the next reading; a source that is expensive to read may return more than the interval.</summary>
    public virtual TimeSpan PauseAfter(TimeSpan interval) => interval;

    /// <summary>Called after an observation was offered to the store.</summary>
    public virtual void Offered() { }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

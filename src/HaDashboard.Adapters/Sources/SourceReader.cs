using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Sources;

/// <summary>Reads one source once; <see cref="SourceLoop"/> decides when, and reports what fails.</summary>
internal abstract class SourceReader(SourceId source) : IAsyncDisposable
{
    public SourceId Source { get; } = source;

    /// <summary>Whether an action or a new worker may have changed what it reads, so that it is read again at once.</summary>
    public virtual bool IsWoken => false;

    /// <exception cref="SourceFailureException">It gave no facts, and why.</exception>
    /// <exception cref="OperationCanceledException">Not in time; <see cref="ExplainTimeoutAsync"/> finds out why.</exception>
    public abstract Task<Observation> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>What <c>--check</c> shows of an observation that this reader returned.</summary>
    public virtual string Describe(Observation observation) => "answers";

    /// <summary>The failure that a reading which took too long means.</summary>
    /// <exception cref="SourceFailureException">Finding out failed: the reason is outside the source.</exception>
    public virtual Task<SourceFailureException> ExplainTimeoutAsync(
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new SourceFailureException(
                FailureKind.Timeout,
                $"{Source.DisplayName}: no answer in {timeout.TotalSeconds:0.#} s."
            )
        );

    /// <summary>How long to wait for the next reading; a source that is costly to read may ask for more.</summary>
    public virtual TimeSpan PauseAfter(TimeSpan interval) => interval;

    /// <summary>Called after an observation was offered to the store.</summary>
    public virtual void Offered() { }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

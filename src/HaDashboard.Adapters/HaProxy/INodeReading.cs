using HaDashboard.Core.Observations;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Something of one node that changes seldom, read once.</summary>
internal interface INodeReading
{
    SourceId Source { get; }

    /// <exception cref="SourceFailureException">It gave no facts, and why.</exception>
    Task<Observation> ReadAsync(CancellationToken cancellationToken);
}

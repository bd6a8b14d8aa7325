using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Something of one node that changes seldom, read once.</summary>
internal interface INodeReading
{
    SourceId Source { get; }

    /// <summary>How often it is tried; null: as often as its facts are to be read.</summary>
    TimeSpan? TriedEvery => null;

    /// <summary>Whether an action or a new worker may have changed what it reads.</summary>
    bool IsWoken => true;

    /// <exception cref="SourceFailureException">It gave no facts, and why.</exception>
    Task<Observation> ReadAsync(CancellationToken cancellationToken);
}

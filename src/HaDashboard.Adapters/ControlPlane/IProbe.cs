using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Asks one thing of one node, once.</summary>
internal interface IProbe : IDisposable
{
    SourceId Source { get; }

    /// <exception cref="SourceFailureException">It gave no facts, and why.</exception>
    /// <exception cref="OperationCanceledException">Not in time: whose silence that was is for the caller to find out.</exception>
    Task<Observation> ProbeAsync(CancellationToken ct);
}

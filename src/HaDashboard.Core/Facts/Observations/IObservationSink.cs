namespace HaDashboard.Core.Facts.Observations;

/// <summary>The only way to add facts.</summary>
public interface IObservationSink
{
    /// <summary>Takes the observation; never blocks and never fails.</summary>
    void Offer(Observation observation);
}

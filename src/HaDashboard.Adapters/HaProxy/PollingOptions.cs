namespace HaDashboard.Adapters.HaProxy;

/// <param name="Interval">From poll to poll of one node.</param>
/// <param name="Timeout">For one whole poll, connecting included.</param>
public sealed record PollingOptions(TimeSpan Interval, TimeSpan Timeout);

namespace HaDashboard.Adapters.HaProxy.Settings;

/// <param name="Interval">The time between two polls of one node.</param>
/// <param name="Timeout">The time limit of one whole poll, including the connection.</param>
public sealed record PollingOptions(TimeSpan Interval, TimeSpan Timeout);

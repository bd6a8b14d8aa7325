namespace HaDashboard.Core.Facts.Onsets;

/// <summary>The leadership of a component moved from one host to another.</summary>
/// <param name="Lease">The lease that the replicas compete for, such as <c>kube-scheduler</c>.</param>
/// <param name="From">The host that held the lease; null where it was not held.</param>
/// <param name="To">The host that holds it now; null where it is not held.</param>
public sealed record LeaderMove(DateTimeOffset At, string Lease, string? From, string? To);

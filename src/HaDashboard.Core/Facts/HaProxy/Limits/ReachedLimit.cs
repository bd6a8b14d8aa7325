namespace HaDashboard.Core.Facts.HaProxy.Limits;

/// <summary>A limit that one HAProxy has reached.</summary>
/// <param name="Proxy">null for a limit of the whole process.</param>
/// <param name="Limit">The configured value; null if it differs between the servers, or if there is none.</param>
/// <param name="Count">
/// The number of full servers, or about how many connections wait or are rejected per second. It changes only with the order of magnitude;
/// 0 for the other kinds.
/// </param>
/// <param name="Since">The first poll in which it was reached.</param>
/// <param name="LastSeen">The last poll in which it was reached.</param>
/// <param name="IsConfirmed">It was reached in two polls in a row: it is no short peak.</param>
public sealed record ReachedLimit(
    LimitKind Kind,
    string? Proxy,
    long? Limit,
    long Count,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    bool IsConfirmed
);

namespace HaDashboard.Core.Facts.HaProxy.Limits;

/// <summary>A limit that is reached in one poll.</summary>
/// <param name="Proxy">null for a limit of the whole process.</param>
/// <param name="Limit">The configured value; null if it differs between the servers, or if there is none.</param>
/// <param name="Count">
/// The number of full servers, of waiting connections or of rejected connections per second; 0 for the other kinds.
/// </param>
internal readonly record struct LimitReading(LimitKind Kind, string? Proxy, long? Limit, long Count);

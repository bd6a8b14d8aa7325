namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A listening socket of a proxy with <c>option socket-stats</c>. Status: <c>OPEN</c>, <c>FULL</c>, <c>WAITING</c>.</summary>
public sealed record Listener(string Name, string Status, StatRow Row);

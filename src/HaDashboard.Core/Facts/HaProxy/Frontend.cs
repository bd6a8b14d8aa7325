namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The frontend row of a proxy. Status: <c>OPEN</c>, <c>PAUSED</c>, <c>STOP</c>.</summary>
public sealed record Frontend(string Name, string Status, StatRow Row);

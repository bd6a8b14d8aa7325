namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The backend row of a proxy. Status: <c>UP</c> or <c>DOWN</c>; <c>UP</c> with no server is no sign of health.</summary>
public sealed record Backend(string Name, string Status, StatRow Row);

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// The backend row of a proxy. Status: <c>UP</c> or <c>DOWN</c>. <c>UP</c> does not mean healthy if the backend has no server.
/// </summary>
public sealed record Backend(string Name, string Status, StatRow Row);

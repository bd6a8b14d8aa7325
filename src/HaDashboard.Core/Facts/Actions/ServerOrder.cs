using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Actions;

/// <summary>Somebody set a server's state through this dashboard, and it was seen to take effect.</summary>
/// <param name="Path"><c>proxy/server</c>.</param>
public sealed record ServerOrder(
    NodeName Node,
    string Path,
    ServerTargetState State,
    string By,
    string Reason,
    DateTimeOffset At
);

using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Actions;

/// <summary>A server state that was set through this dashboard and observed to take effect.</summary>
/// <param name="Path"><c>proxy/server</c>.</param>
public sealed record ServerOrder(
    NodeName Node,
    string Path,
    ServerTargetState State,
    string By,
    string Reason,
    DateTimeOffset At
);

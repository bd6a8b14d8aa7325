using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Onsets;

/// <summary>A server went down on one node's HAProxy.</summary>
public sealed record ServerFall(DateTimeOffset At, NodeName Node, string Proxy, string Server);

using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Onsets;

/// <summary>A server of the API backend went down on one node's HAProxy.</summary>
/// <param name="Server">The server's name within the API backend.</param>
public sealed record ServerFall(DateTimeOffset At, NodeName Node, string Server);

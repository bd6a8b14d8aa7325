using HaDashboard.Core.Inventory;

namespace HaDashboard.Adapters.HaProxy;

/// <param name="Socket">The path of the <c>stats socket</c> on the node.</param>
/// <param name="CheckCommand">Run as it stands, before a reload.</param>
/// <param name="ReloadCommand">Run as it stands.</param>
public sealed record HaProxyNodeOptions(NodeName Node, string Socket, string CheckCommand, string ReloadCommand);

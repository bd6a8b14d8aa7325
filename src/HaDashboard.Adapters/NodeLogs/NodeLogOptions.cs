using System.Collections.Immutable;
using HaDashboard.Core.Commands;
using HaDashboard.Core.Inventory;

namespace HaDashboard.Adapters.NodeLogs;

/// <summary>The log commands of one node; empty: none, as it is by default.</summary>
public sealed record NodeLogOptions(NodeName Node, ImmutableDictionary<NodeLog, string> Commands);

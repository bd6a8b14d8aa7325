using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Adapters.NodeLogs;

/// <summary>The log commands of one node; empty by default.</summary>
public sealed record NodeLogOptions(NodeName Node, ImmutableDictionary<NodeLog, string> Commands);

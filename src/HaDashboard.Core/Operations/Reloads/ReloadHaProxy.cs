using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Reloads one node's HAProxy: checks its file, reloads, and proves that a new worker serves.</summary>
public sealed record ReloadHaProxy(string CommandId, NodeName Node) : Command(CommandId, UserRole.Operator)
{
    /// <summary>Settings made at run time are made again after the reload.</summary>
    public bool Reapply { get; init; }

    /// <summary>A dry run: the file is checked, nothing is reloaded.</summary>
    public bool CheckOnly { get; init; }

    public override ImmutableArray<NodeName> Nodes => [Node];

    public override string Describe() =>
        this switch
        {
            { CheckOnly: true } => $"check the file of haproxy on {Node}",
            { Reapply: true } => $"reload haproxy on {Node}, and set again what was set by hand",
            _ => $"reload haproxy on {Node}",
        };
}

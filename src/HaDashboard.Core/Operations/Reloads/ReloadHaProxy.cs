using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Reloads one node's HAProxy: checks its configuration, reloads, and verifies that a new worker is serving.</summary>
public sealed record ReloadHaProxy(string CommandId, NodeName Node) : Command(CommandId, UserRole.Operator)
{
    /// <summary>Runtime changes are restored after the reload.</summary>
    public bool Reapply { get; init; }

    /// <summary>A dry run: the file is checked, nothing is reloaded.</summary>
    public bool CheckOnly { get; init; }

    public override ImmutableArray<NodeName> Nodes => [Node];

    public override Message Describe() =>
        this switch
        {
            { CheckOnly: true } => ReloadTexts.CheckOn(Node),
            { Reapply: true } => ReloadTexts.ReloadAndRestoreOn(Node),
            _ => ReloadTexts.ReloadOn(Node),
        };
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Reload several nodes, one after the other, with a gate between them; it stops at the first that does not succeed.</summary>
/// <param name="ChosenNodes">Empty: all nodes.</param>
public sealed record RollingReload(string CommandId, ImmutableArray<NodeName> ChosenNodes)
    : Command(CommandId, UserRole.Operator)
{
    public override ImmutableArray<NodeName> Nodes => ChosenNodes.IsDefault ? [] : ChosenNodes;

    public bool IsDryRun { get; init; }

    /// <summary>Runtime changes are restored after the reload of each node.</summary>
    public bool Reapply { get; init; }

    public override Message Describe() =>
        (IsDryRun, Nodes.IsEmpty) switch
        {
            (true, true) => ReloadTexts.DryRunOnAll,
            (true, false) => ReloadTexts.DryRunOn(string.Join(", ", Nodes)),
            (false, true) => ReloadTexts.RollOnAll,
            (false, false) => ReloadTexts.RollOn(string.Join(", ", Nodes)),
        };
}

/// <summary>Continues a rolling reload that stopped.</summary>
/// <param name="Skip">Skips the node where it stopped; otherwise that node is retried.</param>
public sealed record ResumeRollingReload(string CommandId, string ReloadId, bool Skip = false)
    : Command(CommandId, UserRole.Operator)
{
    public override Message Describe()
    {
        var id = Printable.Excerpt(ReloadId, 40);
        return Skip ? ReloadTexts.ResumeRollSkipping(id) : ReloadTexts.ResumeRoll(id);
    }
}

/// <summary>Starts no further node of a rolling reload; the current node finishes.</summary>
public sealed record CancelRollingReload(string CommandId, string ReloadId) : Command(CommandId, UserRole.Operator)
{
    public override Message Describe() => ReloadTexts.CancelRoll(Printable.Excerpt(ReloadId, 40));
}

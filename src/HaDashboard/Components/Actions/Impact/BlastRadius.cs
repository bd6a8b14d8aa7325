using System.Collections.Immutable;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Components.Actions.Impact;

/// <summary>One target before the action: its current state, and what remains after the action.</summary>
/// <param name="Server">null for a frontend or a node, and where the node does not list such a server.</param>
/// <param name="Fresh">False if the data is stale: the current state is unknown.</param>
/// <param name="Left">Servers of the same backend on the same node that take traffic afterwards; null if unknown.</param>
/// <param name="Of">Servers in that backend.</param>
public sealed record TargetFacts(
    ActionTarget Target,
    Server? Server,
    bool Fresh,
    long? Sessions,
    int? WeightNow,
    int? WeightThen,
    int? Left,
    int Of
)
{
    public StatusStyle? Style => Server is null ? null : StatusStyle.Of(Server);

    /// <summary>After the action, no server of the backend is in rotation on this node.</summary>
    public bool LeavesNone => Left == 0;

    public Message LeftText => Left is { } left ? ImpactTexts.Left(left, Of) : ActionDialogTexts.Unknown;
}

/// <summary>What an action affects and what remains, according to the last polls.</summary>
public sealed record BlastRadius(ImmutableArray<TargetFacts> Targets)
{
    public int Nodes => Targets.Select(t => t.Target.Node).Distinct().Count();

    /// <summary>null if the sessions of one target are unknown.</summary>
    public long? Sessions => Targets.Any(t => t.Sessions is null) ? null : Targets.Sum(t => t.Sessions);

    public bool LeavesNone => Targets.Any(t => t.LeavesNone);

    /// <param name="weight">The new weight; null if the action sets no weight, or the weight is not entered yet.</param>
    public static BlastRadius Of(
        ClusterSnapshot snapshot,
        CommandDescriptor command,
        IReadOnlyList<ActionTarget> targets,
        WeightChange? weight = null
    ) => new([.. targets.Select(target => Of(snapshot, command, targets, target, weight))]);

    private static TargetFacts Of(
        ClusterSnapshot snapshot,
        CommandDescriptor command,
        IReadOnlyList<ActionTarget> all,
        ActionTarget target,
        WeightChange? weight
    )
    {
        var slice = snapshot.Node(target.Node)?.HaProxy;
        var fresh = slice?.IsFresh == true;
        var proxy = target.Proxy is null ? null : slice?.Value?.Find(target.Proxy.Value);
        if (target.Server is null)
        {
            return new TargetFacts(
                target,
                null,
                fresh,
                target.Proxy is null ? null : proxy?.Frontend?.Row.Number("scur"),
                null,
                null,
                null,
                0
            );
        }

        var server = proxy?.Find(target.Server.Value);
        var now = server is null ? null : (int?)server.Row.Number("uweight") ?? server.Weight;
        var then = weight?.From(now, null);
        var away = command.TakesTrafficAway || then == 0;
        var left = proxy?.Servers.Count(s =>
            s.TakesTraffic && !(away && all.Contains(new ActionTarget(target.Node, s.Proxy, s.Name)))
        );
        return new TargetFacts(
            target,
            server,
            fresh,
            server?.Row.Number("scur"),
            now,
            then,
            fresh ? left : null,
            proxy?.Servers.Length ?? 0
        );
    }
}

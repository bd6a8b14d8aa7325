using System.Globalization;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>Resets the maxima of a node's HAProxy, or every counter.</summary>
public sealed record ClearCounters(string CommandId, NodeName Node, bool All = false)
    : RuntimeAction(CommandId, All ? UserRole.Admin : UserRole.Operator, Node)
{
    public override string Describe() => All ? $"clear all counters on {Node}" : $"clear the maxima on {Node}";

    internal override string Target => "counters";

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Clear(All);

    internal override bool IsSeen(RuntimeSight before, RuntimeSight now) =>
        All
            ? Sum(now, "stot") is var total && (total == 0 || total < Sum(before, "stot"))
            : Sum(now, "smax") <= Sum(before, "smax");

    internal override string Words(RuntimeSight sight) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"sessions in total {Sum(sight, "stot")}, maxima {Sum(sight, "smax")}"
        );

    private static long Sum(RuntimeSight sight, string column) =>
        sight.Reading.Proxies.Sum(proxy =>
            (proxy.Frontend?.Row.Number(column) ?? 0)
            + (proxy.Backend?.Row.Number(column) ?? 0)
            + proxy.Servers.Sum(server => server.Row.Number(column) ?? 0)
        );
}

using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>Resets the maxima of a node's HAProxy, or every counter.</summary>
public sealed record ClearCounters(string CommandId, NodeName Node, bool All = false)
    : RuntimeAction(CommandId, All ? UserRole.Admin : UserRole.Operator, Node)
{
    public override Message Describe() =>
        All ? RuntimeTexts.ClearAllCountersOn(Node) : RuntimeTexts.ClearMaximaOn(Node);

    internal override string Target => "counters";

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Clear(All);

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        All
            ? Sum(now, "stot") is var total && (total == 0 || total < Sum(before, "stot"))
            : Sum(now, "smax") <= Sum(before, "smax");

    internal override Message Summarise(RuntimeState state) =>
        RuntimeTexts.Counters(Sum(state, "stot"), Sum(state, "smax"));

    private static long Sum(RuntimeState state, string column) =>
        state.Reading.Proxies.Sum(proxy =>
            (proxy.Frontend?.Row.Number(column) ?? 0)
            + (proxy.Backend?.Row.Number(column) ?? 0)
            + proxy.Servers.Sum(server => server.Row.Number(column) ?? 0)
        );
}

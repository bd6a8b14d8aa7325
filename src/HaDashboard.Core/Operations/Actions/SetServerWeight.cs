using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>A server's share of the new sessions.</summary>
public sealed record SetServerWeight(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    WeightChange Weight,
    bool OverrideLastServer = false
) : ServerAction(CommandId, UserRole.Operator, Node, Proxy, Server, OverrideLastServer)
{
    public override Message Describe() =>
        Weight switch
        {
            RelativeWeight relative => RuntimeTexts.ChangeWeight(Path, Node, relative),
            ResetWeight => RuntimeTexts.ResetWeightOf(Path, Node),
            _ => RuntimeTexts.SetWeightOf(Path, Node, Weight),
        };

    internal override RuntimeCommandText? Compose(int? userWeight) =>
        Weight switch
        {
            AbsoluteWeight absolute => RuntimeCommandText.Weight(Proxy, Server, absolute.Weight),
            PercentWeight percent => RuntimeCommandText.WeightPercent(Proxy, Server, percent.Value),
            RelativeWeight relative => relative.From(userWeight, null) is { } weight
                ? RuntimeCommandText.Weight(Proxy, Server, weight)
                : null,
            _ => RuntimeCommandText.WeightPercent(Proxy, Server, 100),
        };

    internal override bool TakesOut(int? userWeight, int? configuredWeight) =>
        Weight.From(userWeight, configuredWeight) == 0;

    // Tracking servers follow the state of a server, not its weight.
    internal override bool IsFollowed => false;

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        now.Administration is { } after
        && after.UserWeight == Weight.From(before.Administration?.UserWeight, after.ConfiguredWeight);
}

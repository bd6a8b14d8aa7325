using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Core.Operations.Fleet;

/// <summary>Makes one node's command, with the id it is given.</summary>
public delegate ServerAction FleetFactory(string id, NodeName node);

/// <summary>What is to be done on each node, one after the other there; a retry does it again.</summary>
internal sealed class FleetPlan(Func<NodeName, IReadOnlyList<FleetFactory>> steps)
{
    internal IReadOnlyList<FleetFactory> StepsOn(NodeName node) => steps(node);

    internal static FleetPlan Of(FleetFactory factory) => new(_ => [factory]);

    /// <summary>Each node's own state and weight, as they were there before; only what differs from what was set since, where that is known.</summary>
    internal static FleetPlan Undoing(FleetRecord record, FleetPlan plan) =>
        new(node =>
        {
            var part = record.Nodes.First(n => n.Node == node);
            var target = plan.StepsOn(node)[0]("", node);
            var (was, isNow) = (part.SettingBefore!, part.SettingAfter);
            List<FleetFactory> steps = [];
            if (isNow is null || isNow.Weight != was.Weight)
            {
                steps.Add(
                    (id, on) =>
                        new SetServerWeight(
                            id,
                            on,
                            target.Proxy,
                            target.Server,
                            WeightChange.Absolute(was.Weight),
                            target.OverrideLastServer
                        )
                );
            }

            if (isNow is null || isNow.State != was.State)
            {
                steps.Add(
                    (id, on) =>
                        new SetServerState(id, on, target.Proxy, target.Server, was.State, target.OverrideLastServer)
                );
            }

            return steps;
        });
}

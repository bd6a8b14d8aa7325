using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Transitions;

namespace HaDashboard.Core.Facts.Reduction;

/// <summary>
/// Facts into snapshot, purely: no clock, no I/O, and a fact that changes nothing gives back the same reference, which is what lets every
/// reader downstream skip its work.
/// </summary>
public static class SnapshotReducer
{
    private const int KeptTransitions = 500;
    private const int KeptOrders = 200;

    public static ClusterSnapshot Apply(ClusterSnapshot snapshot, Observation observation)
    {
        var next = observation switch
        {
            SliceObservation o => WithSlice(snapshot, o),
            ReloadObserved o => WithReloads(snapshot, snapshot.Reloads.With(o.Reload)),
            FleetObserved o => WithFleets(snapshot, snapshot.Fleets.With(o.Fleet)),
            ServerOrdered o => WithOrder(snapshot, o.Order),
            ClockTicked o => Ticked(snapshot, o.At),
            _ => throw new ArgumentOutOfRangeException(
                nameof(observation),
                observation,
                "An observation the reducer does not know."
            ),
        };
        return ReferenceEquals(next, snapshot) ? snapshot : Remembering(snapshot, next, observation.At);
    }

    private static ClusterSnapshot Remembering(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at)
    {
        after = WithEndpoint(before, after with { At = Later(before.At, at) }, at);
        var transitions = TransitionDetector.Between(before, after, at);
        if (transitions.Count == 0)
        {
            return after;
        }

        var kept = after.Transitions.InsertRange(0, transitions);
        if (kept.Count > KeptTransitions)
        {
            kept = kept.RemoveRange(KeptTransitions, kept.Count - KeptTransitions);
        }

        return after with
        {
            Transitions = kept,
            Onsets = OnsetDetector.Next(before, after, at),
        };
    }

    private static ClusterSnapshot WithEndpoint(ClusterSnapshot before, ClusterSnapshot after, DateTimeOffset at)
    {
        var endpoint = EndpointOnsetDetector.Next(before, after, at);
        return ReferenceEquals(endpoint, before.Onsets.Endpoint)
            ? after
            : after with
            {
                Onsets = after.Onsets with { Endpoint = endpoint },
            };
    }

    private static ClusterSnapshot WithSlice(ClusterSnapshot snapshot, SliceObservation o)
    {
        var source = SourceCatalogue.Of(o.Kind);
        return source.IsPerNode ? WithNodeSlice(snapshot, source, o) : WithClusterSlice(snapshot, source, o);
    }

    private static ClusterSnapshot WithNodeSlice(ClusterSnapshot snapshot, SourceDescriptor source, SliceObservation o)
    {
        for (var i = 0; i < snapshot.Nodes.Length; i++)
        {
            var node = snapshot.Nodes[i];
            if (node.Name == o.Source.Node)
            {
                return WithNode(snapshot, i, NodeEffects.Observed(node, source, o.ApplyTo(node.Slices[source])));
            }
        }

        return snapshot; // a node that is not in the inventory is not watched
    }

    private static ClusterSnapshot WithNode(ClusterSnapshot snapshot, int index, NodeState next) =>
        ReferenceEquals(next, snapshot.Nodes[index])
            ? snapshot
            : snapshot with
            {
                Nodes = snapshot.Nodes.SetItem(index, next),
            };

    private static ClusterSnapshot WithClusterSlice(
        ClusterSnapshot snapshot,
        SourceDescriptor source,
        SliceObservation o
    )
    {
        var slices = snapshot.Kubernetes.Slices;
        return o.Source.Node is null
            ? WithKubernetes(snapshot, slices.With(source, o.ApplyTo(slices[source])))
            : snapshot;
    }

    private static ClusterSnapshot WithKubernetes(ClusterSnapshot snapshot, SliceSet slices)
    {
        var next = snapshot.Kubernetes.With(slices);
        return ReferenceEquals(next, snapshot.Kubernetes) ? snapshot : snapshot with { Kubernetes = next };
    }

    private static ClusterSnapshot WithReloads(ClusterSnapshot snapshot, ImmutableArray<ReloadRecord> reloads) =>
        reloads == snapshot.Reloads ? snapshot : snapshot with { Reloads = reloads };

    private static ClusterSnapshot WithFleets(ClusterSnapshot snapshot, ImmutableArray<FleetRecord> fleets) =>
        fleets == snapshot.Fleets ? snapshot : snapshot with { Fleets = fleets };

    private static ClusterSnapshot WithOrder(ClusterSnapshot snapshot, ServerOrder order)
    {
        ImmutableArray<ServerOrder> orders =
        [
            order,
            .. snapshot.Orders.Where(o => o.Node != order.Node || !o.Path.Equals(order.Path, StringComparison.Ordinal)),
        ];
        return snapshot with { Orders = orders.Length > KeptOrders ? orders[..KeptOrders] : orders };
    }

    private static ClusterSnapshot Ticked(ClusterSnapshot snapshot, DateTimeOffset now)
    {
        var inventory = snapshot.Inventory;
        var next = snapshot;
        for (var i = 0; i < snapshot.Nodes.Length; i++)
        {
            var node = snapshot.Nodes[i];
            next = WithNode(next, i, node.With(Ticked(node.Slices, SourceCatalogue.OfNodes, inventory, now)));
        }

        return WithKubernetes(next, Ticked(snapshot.Kubernetes.Slices, SourceCatalogue.OfCluster, inventory, now));
    }

    private static SliceSet Ticked(
        SliceSet slices,
        ImmutableArray<SourceDescriptor> sources,
        ClusterInventory inventory,
        DateTimeOffset now
    ) => slices.Ticked(now, sources, inventory, static (limits, source) => limits.StaleAfterOf(source));

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}

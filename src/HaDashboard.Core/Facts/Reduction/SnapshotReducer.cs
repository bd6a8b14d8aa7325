using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
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
            HaProxyObserved o => WithNode(snapshot, o.Node, n => n.Heard(n.HaProxy.Observed(o.Reading, o.At))),
            EtcdObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Etcd, n.Etcd.Observed(o.Member, o.At), static (x, s) => x with { Etcd = s })
            ),
            ApiServerObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.ApiServer, n.ApiServer.Observed(o.Probe, o.At), static (x, s) => x with { ApiServer = s })
            ),
            ApiServerRequestsObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.ApiServerRequests, n.ApiServerRequests.Observed(o.Requests, o.At), static (x, s) =>
                    x with
                    {
                        ApiServerRequests = s,
                    }
                )
            ),
            ComponentObserved o => WithNode(snapshot, o.Node, n => WithComponent(n, o)),
            LocalEndpointObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.LocalEndpoint, n.LocalEndpoint.Observed(o.Probe, o.At), static (x, s) =>
                    x with
                    {
                        LocalEndpoint = s,
                    }
                )
            ),
            CertificatesObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Certificates, n.Certificates.Observed(o.Certificates, o.At), static (x, s) =>
                    x with
                    {
                        Certificates = s,
                    }
                )
            ),
            MasterProcessObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Master, n.Master.Observed(o.Master, o.At), static (x, s) => x with { Master = s })
            ),
            RuntimeSettingsObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Settings, n.Settings.Observed(o.Settings, o.At), static (x, s) => x with { Settings = s })
            ),
            ConfigurationObserved o => WithNode(snapshot, o.Node, n => n.Read(o.File, o.At)),
            ClockObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Clock, n.Clock.Observed(o.Ahead, o.At), static (x, s) => x with { Clock = s })
            ),
            KubeconfigsObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Kubeconfigs, n.Kubeconfigs.Observed(o.Servers, o.At), static (x, s) =>
                    x with
                    {
                        Kubeconfigs = s,
                    }
                )
            ),
            UnitObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Unit, n.Unit.Observed(o.Unit, o.At), static (x, s) => x with { Unit = s })
            ),
            KeyObserved o => WithNode(snapshot, o.Node, n =>
                n.With(n.Key, n.Key.Observed(o.Rights, o.At), static (x, s) => x with { Key = s })
            ),
            KubeadmObserved o => WithKubeadm(snapshot, s => s.Observed(o.Config, o.At)),
            KubeProxyObserved o => WithKubeProxy(snapshot, s => s.Observed(o.Config, o.At)),
            LeasesListed o => WithLeases(snapshot, s =>
                s.Observed(Listed(s.Value, o.Leases, lease => lease.Name), o.At)
            ),
            NodeLeasesListed o => WithNodeLeases(snapshot, s =>
                s.Observed(Listed(s.Value, o.Leases, lease => lease.Name), o.At)
            ),
            SourceFailed o => Failed(snapshot, o),
            SourceAlive o => Alive(snapshot, o),
            NodesListed o => WithNodes(snapshot, s =>
                s.Observed(Listed(s.Value, o.Nodes, node => node.Name.Value), o.At)
            ),
            NodeSeen o => WithNodes(snapshot, s =>
                s.Value is null ? s : s.Observed(s.Value.SetItem(o.Node.Name.Value, o.Node), o.At)
            ),
            NodeGone o => WithNodes(snapshot, s =>
                s.Value is null ? s : s.Observed(s.Value.Remove(o.Node.Value), o.At)
            ),
            PodsListed o => WithPods(snapshot, s => s.Observed(Listed(s.Value, o.Pods, pod => pod.Key), o.At)),
            PodSeen o => WithPods(snapshot, s =>
                s.Value is null ? s : s.Observed(s.Value.SetItem(o.Pod.Key, o.Pod), o.At)
            ),
            PodGone o => WithPods(snapshot, s =>
                s.Value is null ? s : s.Observed(s.Value.Remove($"{o.Namespace}/{o.Name}"), o.At)
            ),
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
        var transitions = TransitionDetector.Between(before, after, at);
        if (transitions.Count == 0)
        {
            return after with { At = Later(before.At, at) };
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
            At = Later(before.At, at),
        };
    }

    private static ClusterSnapshot WithNode(ClusterSnapshot snapshot, NodeName name, Func<NodeState, NodeState> change)
    {
        for (var i = 0; i < snapshot.Nodes.Length; i++)
        {
            var state = snapshot.Nodes[i];
            if (state.Name == name)
            {
                var next = change(state);
                return ReferenceEquals(next, state)
                    ? snapshot
                    : snapshot with
                    {
                        Nodes = snapshot.Nodes.SetItem(i, next),
                    };
            }
        }

        return snapshot; // a node that is not in the inventory: nobody asked for it
    }

    private static NodeState WithComponent(NodeState n, ComponentObserved o) =>
        o.Component switch
        {
            ControlPlaneComponent.ControllerManager => n.With(
                n.ControllerManager,
                n.ControllerManager.Observed(o.Probe, o.At),
                static (x, s) => x with { ControllerManager = s }
            ),
            ControlPlaneComponent.Scheduler => n.With(n.Scheduler, n.Scheduler.Observed(o.Probe, o.At), static (x, s) =>
                x with
                {
                    Scheduler = s,
                }
            ),
            _ => n,
        };

    private static ClusterSnapshot WithNodes(
        ClusterSnapshot snapshot,
        Func<Slice<ImmutableSortedDictionary<string, Node>>, Slice<ImmutableSortedDictionary<string, Node>>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.Nodes) is var next && ReferenceEquals(next, k.Nodes) ? k : k with { Nodes = next }
        );

    private static ClusterSnapshot WithPods(
        ClusterSnapshot snapshot,
        Func<Slice<ImmutableSortedDictionary<string, Pod>>, Slice<ImmutableSortedDictionary<string, Pod>>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.Pods) is var next && ReferenceEquals(next, k.Pods) ? k : k with { Pods = next }
        );

    private static ClusterSnapshot WithLeases(
        ClusterSnapshot snapshot,
        Func<Slice<ImmutableSortedDictionary<string, Lease>>, Slice<ImmutableSortedDictionary<string, Lease>>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.Leases) is var next && ReferenceEquals(next, k.Leases) ? k : k with { Leases = next }
        );

    private static ClusterSnapshot WithNodeLeases(
        ClusterSnapshot snapshot,
        Func<Slice<ImmutableSortedDictionary<string, Lease>>, Slice<ImmutableSortedDictionary<string, Lease>>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.NodeLeases) is var next && ReferenceEquals(next, k.NodeLeases) ? k : k with { NodeLeases = next }
        );

    private static ClusterSnapshot WithKubeadm(
        ClusterSnapshot snapshot,
        Func<Slice<KubeadmConfig>, Slice<KubeadmConfig>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.Kubeadm) is var next && ReferenceEquals(next, k.Kubeadm) ? k : k with { Kubeadm = next }
        );

    private static ClusterSnapshot WithKubeProxy(
        ClusterSnapshot snapshot,
        Func<Slice<KubeProxyConfig>, Slice<KubeProxyConfig>> change
    ) =>
        WithKubernetes(snapshot, k =>
            change(k.KubeProxy) is var next && ReferenceEquals(next, k.KubeProxy) ? k : k with { KubeProxy = next }
        );

    private static ClusterSnapshot WithKubernetes(
        ClusterSnapshot snapshot,
        Func<KubernetesState, KubernetesState> change
    ) =>
        change(snapshot.Kubernetes) is var next && ReferenceEquals(next, snapshot.Kubernetes)
            ? snapshot
            : snapshot with
            {
                Kubernetes = next,
            };

    private static ClusterSnapshot Failed(ClusterSnapshot snapshot, SourceFailed o) =>
        o.Source switch
        {
            { Node: { } node } => WithNode(snapshot, node, n => n.Failed(o.Source.Kind, o.Failure, o.At)),
            { Kind: SourceKind.KubernetesNodes } => WithNodes(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubernetesPods } => WithPods(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubernetesLeases } => WithLeases(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubernetesNodeLeases } => WithNodeLeases(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubeadmConfig } => WithKubeadm(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubeProxyConfig } => WithKubeProxy(snapshot, s => s.Failed(o.Failure, o.At)),
            { Kind: SourceKind.KubernetesApi } => WithKubernetes(snapshot, k =>
                Replaced(k, k.Api.Failed(o.Failure, o.At))
            ),
            _ => snapshot,
        };

    private static ClusterSnapshot Alive(ClusterSnapshot snapshot, SourceAlive o) =>
        o.Source.Kind switch
        {
            SourceKind.KubernetesNodes => WithNodes(snapshot, s => s.Confirmed(o.At)),
            SourceKind.KubernetesPods => WithPods(snapshot, s => s.Confirmed(o.At)),
            SourceKind.KubernetesApi => WithKubernetes(snapshot, k =>
                Replaced(k, k.Api.Observed(EndpointOf(k, o), o.At))
            ),
            _ => snapshot,
        };

    private static KubernetesState Replaced(KubernetesState state, Slice<KubernetesEndpoint> api) =>
        ReferenceEquals(api, state.Api) ? state : state with { Api = api };

    private static KubernetesEndpoint EndpointOf(KubernetesState state, SourceAlive o)
    {
        var address = o.Endpoint ?? state.Api.Value?.Address ?? "";
        return state.Api.Value is { } known && known.Address.Equals(address, StringComparison.Ordinal)
            ? known
            : new KubernetesEndpoint(address);
    }

    /// <summary>The list as it came, ghosts gone. A thing told twice in one list (pages are read one after the other) is what was told last.</summary>
    private static ImmutableSortedDictionary<string, T> Listed<T>(
        ImmutableSortedDictionary<string, T>? known,
        ImmutableArray<T> listed,
        Func<T, string> key
    )
        where T : class
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var item in listed)
        {
            next[key(item)] = item;
        }

        return
            known is not null
            && known.Count == next.Count
            && next.All(pair => ReferenceEquals(known.GetValueOrDefault(pair.Key), pair.Value))
            ? known
            : next.ToImmutable();
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
        var staleAfter = snapshot.Inventory.StaleAfter;
        var next = snapshot;
        foreach (var node in snapshot.Nodes)
        {
            next = WithNode(next, node.Name, n => n.Ticked(now, snapshot.Inventory));
        }

        next = WithNodes(next, slice => slice.Ticked(now, staleAfter));
        next = WithPods(next, slice => slice.Ticked(now, staleAfter));
        next = WithLeases(next, slice =>
            slice.Ticked(now, snapshot.Inventory.StaleAfterOf(SourceKind.KubernetesLeases))
        );
        next = WithNodeLeases(next, slice =>
            slice.Ticked(now, snapshot.Inventory.StaleAfterOf(SourceKind.KubernetesNodeLeases))
        );
        next = WithKubeadm(next, slice => slice.Ticked(now, snapshot.Inventory.StaleAfterOf(SourceKind.KubeadmConfig)));
        next = WithKubeProxy(next, slice =>
            slice.Ticked(now, snapshot.Inventory.StaleAfterOf(SourceKind.KubeProxyConfig))
        );
        return WithKubernetes(next, k => Replaced(k, k.Api.Ticked(now, staleAfter)));
    }

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>The state of the etcd members by direct probe; without one, by fresh data of the Kubernetes API on pod and node.</summary>
internal sealed class MemberHealth
{
    private readonly ClusterSnapshot _snapshot;
    private readonly ImmutableArray<NodeName> _silent;

    /// <summary>
    /// A second source. A kubelet that stopped posting status does not show the state of etcd on that node. Together with an apiserver
    /// that no node reaches it shows that the host is down. They are compared by number, because a server line need not name its node.
    /// </summary>
    private readonly ImmutableArray<MatrixColumn> _apiServersDown;
    private readonly ImmutableArray<Member> _members;

    private MemberHealth(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        ImmutableArray<NodeSilence> silences
    )
    {
        _snapshot = snapshot;
        _silent =
        [
            .. silences
                .Select(silence => silence.Node)
                .Where(node => !OwnView.IsLostOf(snapshot, matrix, node))
                .Select(node => node.Name),
        ];
        _apiServersDown = [.. matrix.Where(column => column.IsDown)];
        _members = etcd.IsExternal
            ? []
            :
            [
                .. snapshot
                    .Nodes.Where(node => node.IsMaster && !EtcdView.IsLearner(node))
                    .Select(node => MemberOf(node, etcd)),
            ];
        Voters = etcd.IsExternal ? null : _members.Length;
        (Lost, Doubtful, Unknown) = Counted();
    }

    internal int Lost { get; }

    internal int Doubtful { get; }

    internal int Unknown { get; }

    /// <summary>Members with a vote; null where etcd runs on machines that are not watched.</summary>
    internal int? Voters { get; }

    internal static MemberHealth Of(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        ImmutableArray<NodeSilence> silences
    ) => new(snapshot, matrix, etcd, silences);

    /// <returns>null for a master without a voting member.</returns>
    internal EtcdMemberHealth? Of(NodeState master) =>
        _members.FirstOrDefault(member => member.Node == master.Name)?.Health;

    private (int Lost, int Doubtful, int Unknown) Counted()
    {
        // A member that was reached runs on a host that is up: an apiserver that is down does not explain it.
        var hanging = _members.Count(m => m is { Health: EtcdMemberHealth.Doubtful, Asked: true });
        var lost = _members.Count(m => m.Health is EtcdMemberHealth.Lost);
        var doubtful = _members.Count(m => m.Health is EtcdMemberHealth.Doubtful) - hanging;
        var unknown = _members.Count(m => m.Health is EtcdMemberHealth.Unknown);
        var unexplained = _members.IsEmpty ? 0 : Math.Max(0, _apiServersDown.Length - lost);
        var gone = Math.Min(doubtful, unexplained);
        return (lost + gone, hanging + doubtful - gone + Math.Min(unknown, unexplained - gone), unknown);
    }

    private Member MemberOf(NodeState master, EtcdView etcd)
    {
        var health = etcd.HealthOf(master);
        return health is EtcdMemberHealth.Unknown || IsFromBeforeSilence(master)
            ? new Member(master.Name, ByPod(master), Asked: false)
            : new Member(master.Name, health, Asked: true);
    }

    // A probe may take seconds, so its last result counts for longer than that of HAProxy. Of a host that does not respond since, it is no
    // proof.
    private bool IsFromBeforeSilence(NodeState master) =>
        master.Etcd.IsFresh && !master.HaProxy.IsFresh && _silent.Contains(master.Name);

    private EtcdMemberHealth ByPod(NodeState master)
    {
        var kubernetes = _snapshot.Kubernetes;
        if (
            !kubernetes.Nodes.IsFresh
            || !kubernetes.Pods.IsFresh
            || kubernetes.Node(master.Name) is not { } node
            || !IsEtcdSeen(kubernetes)
        )
        {
            return EtcdMemberHealth.Unknown;
        }

        // If a kubelet stopped posting status, the conditions of its pods are stale. The API detects that after 40 seconds. A host that
        // the dashboard cannot reach, with an apiserver that no node can reach, counts as down before that.
        return node.Ready != true
            || _silent.Contains(master.Name)
            || (MasterReach.IsBeyondReach(master) && _apiServersDown.Any(column => column.Master == master.Name))
                ? EtcdMemberHealth.Doubtful
            : kubernetes.ComponentPod(master.Name, ControlPlaneComponent.Etcd) is { IsReady: true }
                ? EtcdMemberHealth.Running
            : EtcdMemberHealth.Lost;
    }

    // No etcd pod anywhere: it runs outside the cluster, or the pods are of another namespace. That is not etcd lost everywhere.
    private static bool IsEtcdSeen(KubernetesState kubernetes) =>
        kubernetes.Pods.Value?.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd) == true;

    private sealed record Member(NodeName Node, EtcdMemberHealth Health, bool Asked);
}

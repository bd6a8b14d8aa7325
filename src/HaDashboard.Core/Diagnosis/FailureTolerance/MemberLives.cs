using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.FailureTolerance;

/// <summary>The etcd members by their own answers; where one can't be asked, by what a fresh API says of its pod and node.</summary>
internal sealed class MemberLives
{
    private readonly ClusterSnapshot _snapshot;
    private readonly ImmutableArray<NodeName> _silent;

    /// <summary>
    /// A second witness. A silent kubelet alone says nothing of the etcd beside it; a silent kubelet and an apiserver that
    /// nobody reaches are
    /// a host that is gone. They are matched by number: a server line need not name its node.
    /// </summary>
    private readonly ImmutableArray<MatrixColumn> _apiServersDown;
    private readonly ImmutableArray<Member> _members;

    private MemberLives(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        ImmutableArray<NodeSilence> silences
    )
    {
        _snapshot = snapshot;
        _silent = [.. silences.Select(silence => silence.Node.Name)];
        _apiServersDown = [.. matrix.Where(column => column.IsDown)];
        _members = [.. snapshot.Nodes.Where(node => node.IsMaster).Select(node => MemberOf(node, etcd))];
        (Lost, Doubtful, Unknown) = Counted();
    }

    internal int Lost { get; }

    internal int Doubtful { get; }

    internal int Unknown { get; }

    internal static MemberLives Of(
        ClusterSnapshot snapshot,
        ImmutableArray<MatrixColumn> matrix,
        EtcdView etcd,
        ImmutableArray<NodeSilence> silences
    ) => new(snapshot, matrix, etcd, silences);

    internal EtcdLife Of(NodeState master) => _members.First(member => member.Node == master.Name).Life;

    private (int Lost, int Doubtful, int Unknown) Counted()
    {
        // A member that was reached runs on a host that does
        var hanging = _members.Count(m => m is { Life: EtcdLife.Doubtful, Asked: true });
        var lost = _members.Count(m => m.Life is EtcdLife.Lost);
        var doubtful = _members.Count(m => m.Life is EtcdLife.Doubtful) - hanging;
        var unknown = _members.Count(m => m.Life is EtcdLife.Unknown);
        var unexplained = Math.Max(0, _apiServersDown.Length - lost);
        var gone = Math.Min(doubtful, unexplained);
        return (lost + gone, hanging + doubtful - gone + Math.Min(unknown, unexplained - gone), unknown);
    }

    private Member MemberOf(NodeState master, EtcdView etcd)
    {
        var life = etcd.LifeOf(master);
        return life is EtcdLife.Unknown
            ? new Member(master.Name, ByPod(master), Asked: false)
            : new Member(master.Name, life, Asked: true);
    }

    private EtcdLife ByPod(NodeState master)
    {
        var kubernetes = _snapshot.Kubernetes;
        if (
            !kubernetes.Nodes.IsFresh
            || !kubernetes.Pods.IsFresh
            || kubernetes.Node(master.Name) is not { } node
            || !IsEtcdSeen(kubernetes)
        )
        {
            return EtcdLife.Unknown;
        }

        // A node whose kubelet is silent says nothing about its etcd: its pods' conditions are of the past. The API takes 40 seconds to
        // notice the silence; a host that we can't reach and an apiserver that no node can reach need no kubelet to report it.
        return node.Ready != true
            || _silent.Contains(master.Name)
            || (MasterReach.IsBeyondReach(master) && _apiServersDown.Any(column => column.Master == master.Name))
                ? EtcdLife.Doubtful
            : kubernetes.ComponentPod(master.Name, ControlPlaneComponent.Etcd) is { IsReady: true } ? EtcdLife.Lives
            : EtcdLife.Lost;
    }

    // No etcd pod anywhere: it runs outside the cluster, or the pods are of another namespace. That is not etcd lost everywhere.
    private static bool IsEtcdSeen(KubernetesState kubernetes) =>
        kubernetes.Pods.Value?.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd) == true;

    private sealed record Member(NodeName Node, EtcdLife Life, bool Asked);
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Etcd;

/// <summary>The etcd cluster according to the probes of its members.</summary>
public sealed class EtcdView
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private readonly ClusterSnapshot _snapshot;
    private readonly ImmutableArray<NodeState> _masters;
    private readonly Dictionary<NodeName, EtcdMemberHealth> _health;

    private EtcdView(ClusterSnapshot snapshot, bool isExternal)
    {
        _snapshot = snapshot;
        IsExternal = isExternal;
        _masters = isExternal ? [] : [.. snapshot.Nodes.Where(node => node.IsMaster)];
        Learners = [.. _masters.Where(IsLearner).Select(node => node.Name)];
        IsLed = HasLeader(_masters);
        _health = _masters.ToDictionary(node => node.Name, Judged);
        Cluster = ClusterOf();
    }

    /// <summary>null if no etcd member was ever probed, or etcd runs on machines that are not watched.</summary>
    public EtcdCluster? Cluster { get; }

    /// <summary>kubeadm says that etcd runs on machines of its own: the masters are no members, and its size is not their number.</summary>
    public bool IsExternal { get; }

    /// <summary>Members without a vote: a join that was not completed.</summary>
    public ImmutableArray<NodeName> Learners { get; }

    /// <summary>
    /// At least one member reports a leader, and enough members may have it. The members are probed one after the other, so during an
    /// election an answer may be older than the end of the leader. If a majority reports no leader, there is none.
    /// </summary>
    internal bool IsLed { get; }

    /// <param name="isMaster">Whether a host is a master's, whatever it is called.</param>
    internal static EtcdView Of(ClusterSnapshot snapshot, Func<string, bool> isMaster) =>
        new(snapshot, IsOutside(snapshot, isMaster));

    /// <summary>It has no vote by its last answer: it counts for no quorum, whether it runs or not.</summary>
    internal static bool IsLearner(NodeState master) => master.Etcd.Value is { IsLearner: true };

    /// <returns><see cref="EtcdMemberHealth.Unknown"/> for a node that is no master.</returns>
    public EtcdMemberHealth HealthOf(NodeState master) => _health.GetValueOrDefault(master.Name);

    /// <summary>It responds and is unhealthy for so short a time that it may be in an election or stopping.</summary>
    internal bool IsUnsettled(NodeState master) =>
        master is { IsMaster: true, Etcd.FreshValue: not null }
        && HealthOf(master) is EtcdMemberHealth.Doubtful
        && IsYoung(UnwellSince(master));

    /// <summary>
    /// It has just begun to know of no leader. The members are asked one after the other: one that is named by an answer from
    /// before is the one
    /// that may be lost, and who misses it is not cut off for that.
    /// </summary>
    internal bool IsElecting(NodeState master)
    {
        var since = UnwellSince(master);
        ImmutableArray<NodeState> naming = [.. _masters.Where(node => node.Etcd.FreshValue is { HasLeader: true })];
        return IsYoung(since) && !naming.IsEmpty && !(IsLed && naming.Any(node => node.Etcd.ObservedAt > since));
    }

    /// <summary>When a responding member became unhealthy; null if that was before the first probe.</summary>
    internal DateTimeOffset? UnwellSince(NodeState master) =>
        _snapshot.Onsets.EtcdUnwellSince.TryGetValue(master.Name, out var since) ? since : null;

    // Installers that run etcd as a service of the masters call it external too: then the masters are its members.
    private static bool IsOutside(ClusterSnapshot snapshot, Func<string, bool> isMaster) =>
        snapshot.Kubernetes.Kubeadm.Value is { EtcdIsExternal: true } kubeadm
        && !kubeadm.EtcdEndpoints.Any(endpoint =>
            Uri.TryCreate(endpoint, UriKind.Absolute, out var url)
            && (url.IsLoopback || isMaster(HostPort.Canonical(url.IdnHost)))
        );

    private static bool HasLeader(ImmutableArray<NodeState> masters)
    {
        var without = masters.Count(node =>
            node.Etcd is { FreshValue.HasLeader: false } or { Failure.Kind: FailureKind.PortClosed }
        );
        return masters.Any(node => node.Etcd.FreshValue is { HasLeader: true })
            && masters.Length - without >= EtcdCluster.QuorumOf(masters.Length);
    }

    private EtcdMemberHealth Judged(NodeState master) =>
        master.Etcd switch
        {
            { FreshValue: { HasLeader: false } } => IsElecting(master) ? EtcdMemberHealth.Doubtful
            : IsLed ? EtcdMemberHealth.Lost
            : EtcdMemberHealth.Running,
            { FreshValue: { Healthy: true } } => EtcdMemberHealth.Running,
            // It counts for the quorum, although it rejects writes
            { FreshValue: { Alarms.IsEmpty: false, HasLeader: true } } => EtcdMemberHealth.Running,
            { FreshValue: not null } => EtcdMemberHealth.Doubtful,
            { Failure.Kind: FailureKind.PortClosed } => RunsOnMasters()
                ? EtcdMemberHealth.Lost
                : EtcdMemberHealth.Unknown,
            { Failure.Kind: FailureKind.PortSilent } => EtcdMemberHealth.Doubtful,
            _ => EtcdMemberHealth.Unknown,
        };

    private EtcdCluster? ClusterOf()
    {
        if (IsExternal || _masters.All(node => node.Etcd is { Value: null, Failure: null }))
        {
            return null;
        }

        ImmutableArray<NodeName> leaders =
        [
            .. _masters.Where(node => node.Etcd.FreshValue?.IsLeader == true).Select(node => node.Name),
        ];
        return new EtcdCluster(
            _masters.Length - Learners.Length,
            CountOf(EtcdMemberHealth.Running),
            CountOf(EtcdMemberHealth.Lost),
            CountOf(EtcdMemberHealth.Doubtful),
            leaders.Length == 1 ? leaders[0] : null,
            _masters.Count(node => node.Etcd.FreshValue is { HasLeader: false })
        );
    }

    private int CountOf(EtcdMemberHealth health) =>
        _masters.Count(node => HealthOf(node) == health && !Learners.Contains(node.Name));

    private bool IsYoung(DateTimeOffset? since) => _snapshot.At - since < Settling;

    // If no etcd was ever observed on any master, etcd runs outside the cluster. That is not a loss of all members.
    private bool RunsOnMasters() =>
        _snapshot.Nodes.Any(node => node.Etcd.Value is not null)
        || _snapshot.Kubernetes.Pods.Value?.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd) == true;
}

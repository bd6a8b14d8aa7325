using System.Collections.Immutable;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Etcd;

/// <summary>The etcd cluster as its members' own answers make it.</summary>
public sealed class EtcdView
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private readonly ClusterSnapshot _snapshot;
    private readonly ImmutableArray<NodeState> _masters;
    private readonly Dictionary<NodeName, EtcdLife> _lives;

    private EtcdView(ClusterSnapshot snapshot)
    {
        _snapshot = snapshot;
        _masters = [.. snapshot.Nodes.Where(node => node.IsMaster)];
        IsLed = HasLeader(_masters);
        _lives = _masters.ToDictionary(node => node.Name, Judged);
        Cluster = ClusterOf();
    }

    /// <summary>null where no master's etcd was ever asked.</summary>
    public EtcdCluster? Cluster { get; }

    /// <summary>
    /// Somebody has a leader, and enough members may have it. They are asked one after the other, and in an election one's
    /// answer may be older
    /// than the leader's end: where a majority knows of none, there is none.
    /// </summary>
    internal bool IsLed { get; }

    internal static EtcdView Of(ClusterSnapshot snapshot) => new(snapshot);

    /// <returns><see cref="EtcdLife.Unknown"/> for a node that is no master.</returns>
    public EtcdLife LifeOf(NodeState master) => _lives.GetValueOrDefault(master.Name);

    /// <summary>It answers and is not well, and that is too young to be more than an election or an end.</summary>
    internal bool IsUnsettled(NodeState master) =>
        master is { IsMaster: true, Etcd.FreshValue: not null }
        && LifeOf(master) is EtcdLife.Doubtful
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

    /// <summary>When a member that answers became unwell; null where that was before anybody looked.</summary>
    internal DateTimeOffset? UnwellSince(NodeState master) =>
        _snapshot.Onsets.EtcdUnwellSince.TryGetValue(master.Name, out var since) ? since : null;

    private static bool HasLeader(ImmutableArray<NodeState> masters)
    {
        var without = masters.Count(node =>
            node.Etcd is { FreshValue.HasLeader: false } or { Failure.Kind: FailureKind.PortClosed }
        );
        return masters.Any(node => node.Etcd.FreshValue is { HasLeader: true })
            && masters.Length - without >= EtcdCluster.QuorumOf(masters.Length);
    }

    private EtcdLife Judged(NodeState master) =>
        master.Etcd switch
        {
            { FreshValue: { HasLeader: false } } => IsElecting(master) ? EtcdLife.Doubtful
            : IsLed ? EtcdLife.Lost
            : EtcdLife.Lives,
            { FreshValue: { Healthy: true } } => EtcdLife.Lives,
            // It counts for the quorum, whatever it refuses to write
            { FreshValue: { Alarms.IsEmpty: false, HasLeader: true } } => EtcdLife.Lives,
            { FreshValue: not null } => EtcdLife.Doubtful,
            { Failure.Kind: FailureKind.PortClosed } => RunsOnMasters() ? EtcdLife.Lost : EtcdLife.Unknown,
            { Failure.Kind: FailureKind.PortSilent } => EtcdLife.Doubtful,
            _ => EtcdLife.Unknown,
        };

    private EtcdCluster? ClusterOf()
    {
        if (_masters.All(node => node.Etcd is { Value: null, Failure: null }))
        {
            return null;
        }

        ImmutableArray<NodeName> leaders =
        [
            .. _masters.Where(node => node.Etcd.FreshValue?.IsLeader == true).Select(node => node.Name),
        ];
        return new EtcdCluster(
            _masters.Length,
            CountOf(EtcdLife.Lives),
            CountOf(EtcdLife.Lost),
            CountOf(EtcdLife.Doubtful),
            leaders.Length == 1 ? leaders[0] : null,
            _masters.Count(node => node.Etcd.FreshValue is { HasLeader: false })
        );
    }

    private int CountOf(EtcdLife life) => _masters.Count(node => LifeOf(node) == life);

    private bool IsYoung(DateTimeOffset? since) => _snapshot.At - since < Settling;

    // Nobody listens on any master, and nobody ever did: it runs outside the cluster. That is not etcd lost everywhere.
    private bool RunsOnMasters() =>
        _snapshot.Nodes.Any(node => node.Etcd.Value is not null)
        || _snapshot.Kubernetes.Pods.Value?.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd) == true;
}

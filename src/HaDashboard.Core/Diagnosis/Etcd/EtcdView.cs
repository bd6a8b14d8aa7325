using System.Collections.Immutable;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Etcd;

/// <summary>How a member fares, by what the probes say just now.</summary>
public enum EtcdLife
{
    /// <summary>No probe speaks of it.</summary>
    Unknown,

    /// <summary>It runs, or may, and can't be counted on: it hangs, or fails its own check and has a leader.</summary>
    Doubtful,

    /// <summary>It does not run, or runs cut off from the leader that others have.</summary>
    Lost,
    Lives,
}

/// <summary>The etcd cluster as its members' own words make it.</summary>
public static class EtcdView
{
    /// <summary>null where no master's etcd was ever asked.</summary>
    public static EtcdCluster? Of(ClusterSnapshot snapshot)
    {
        ImmutableArray<NodeState> masters = [.. snapshot.Nodes.Where(node => node.IsMaster)];
        if (masters.All(node => node.Etcd is { Value: null, Failure: null }))
        {
            return null;
        }

        var lives = masters.Select(node => LifeOf(snapshot, node)).ToImmutableArray();
        var leaders = masters
            .Where(node => node.Etcd.FreshValue?.IsLeader == true)
            .Select(node => node.Name)
            .ToImmutableArray();
        return new EtcdCluster(
            masters.Length,
            lives.Count(life => life is EtcdLife.Lives),
            lives.Count(life => life is EtcdLife.Lost),
            lives.Count(life => life is EtcdLife.Doubtful),
            leaders.Length == 1 ? leaders[0] : null,
            masters.Count(node => node.Etcd.FreshValue is { HasLeader: false })
        );
    }

    public static EtcdLife LifeOf(ClusterSnapshot snapshot, NodeState master) =>
        master.Etcd switch
        {
            { FreshValue: { HasLeader: false } } => IsElecting(snapshot, master) ? EtcdLife.Doubtful
            : IsLed(snapshot) ? EtcdLife.Lost
            : EtcdLife.Lives,
            { FreshValue: { Healthy: true } } => EtcdLife.Lives,
            { FreshValue: { Alarms.IsEmpty: false, HasLeader: true } } => EtcdLife.Lives, // it counts for the quorum, whatever it refuses to write
            { FreshValue: not null } => EtcdLife.Doubtful,
            { Failure.Kind: FailureKind.PortClosed } => LivesOnMasters(snapshot) ? EtcdLife.Lost : EtcdLife.Unknown,
            { Failure.Kind: FailureKind.PortSilent } => EtcdLife.Doubtful,
            _ => EtcdLife.Unknown,
        };

    /// <summary>
    /// Somebody has a leader, and enough members may have it. They are asked one after the other, and in an election one's word may be older
    /// than the leader's end: where a majority knows of none, there is none.
    /// </summary>
    internal static bool IsLed(ClusterSnapshot snapshot)
    {
        var masters = snapshot.Nodes.Where(node => node.IsMaster).ToList();
        var without = masters.Count(node =>
            node.Etcd is { FreshValue.HasLeader: false } or { Failure.Kind: FailureKind.PortClosed }
        );
        return masters.Any(node => node.Etcd.FreshValue is { HasLeader: true })
            && masters.Count - without >= EtcdCluster.QuorumOf(masters.Count);
    }

    /// <summary>It answers and is not well, and that is too young to be more than an election or an end.</summary>
    internal static bool IsUnsettled(ClusterSnapshot snapshot, NodeState master) =>
        master is { IsMaster: true, Etcd.FreshValue: not null }
        && LifeOf(snapshot, master) is EtcdLife.Doubtful
        && IsYoung(snapshot, UnwellSince(snapshot, master));

    /// <summary>
    /// It has just begun to know of no leader. The members are asked one after the other: one that is named by a word from before is the one
    /// that may be lost, and who misses it is not cut off for that.
    /// </summary>
    internal static bool IsElecting(ClusterSnapshot snapshot, NodeState master)
    {
        var since = UnwellSince(snapshot, master);
        ImmutableArray<NodeState> naming =
        [
            .. snapshot.Nodes.Where(node => node.IsMaster && node.Etcd.FreshValue is { HasLeader: true }),
        ];
        return IsYoung(snapshot, since)
            && !naming.IsEmpty
            && !(IsLed(snapshot) && naming.Any(node => node.Etcd.ObservedAt > since));
    }

    /// <summary>When a member that answers became unwell; null where that was before anybody looked.</summary>
    internal static DateTimeOffset? UnwellSince(ClusterSnapshot snapshot, NodeState master) =>
        snapshot.Onsets.EtcdUnwellSince.TryGetValue(master.Name, out var since) ? since : null;

    private static bool IsYoung(ClusterSnapshot snapshot, DateTimeOffset? since) => snapshot.At - since < Settling;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    // Nobody listens on any master, and nobody ever did: it runs outside the cluster. That is not etcd lost everywhere.
    private static bool LivesOnMasters(ClusterSnapshot snapshot) =>
        snapshot.Nodes.Any(node => node.Etcd.Value is not null)
        || snapshot.Kubernetes.Pods.Value?.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd) == true;
}

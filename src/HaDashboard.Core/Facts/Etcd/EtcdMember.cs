using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Etcd;

/// <summary>How a member's state became known.</summary>
public enum EtcdWitness
{
    /// <summary>Its own <c>/health</c> and <c>/metrics</c>.</summary>
    Metrics,

    /// <summary>Only <c>/readyz/etcd</c> of the apiserver beside it: the member exposes no metrics there.</summary>
    ApiServer,
}

/// <summary>An etcd member as it speaks of itself. What this version or this witness does not tell is null.</summary>
/// <param name="Healthy">Its <c>/health</c>: it has a leader, no alarm, and a read by quorum succeeds.</param>
/// <param name="Reason">Why it isn't, in etcd's words.</param>
public sealed record EtcdMember(EtcdWitness Witness, bool Healthy, string? Reason = null)
{
    /// <summary>In hexadecimal, as <c>etcdctl member list</c> prints it.</summary>
    public string? Id { get; init; }

    public string? Version { get; init; }

    public bool? HasLeader { get; init; }

    public bool? IsLeader { get; init; }

    public bool? IsLearner { get; init; }

    /// <summary>Since its start.</summary>
    public long? LeaderChanges { get; init; }

    /// <summary>As far as this dashboard has watched.</summary>
    public int? LeaderChangesLastHour { get; init; }

    public long? CommittedIndex { get; init; }

    public long? AppliedIndex { get; init; }

    public long? DbSizeBytes { get; init; }

    public long? DbInUseBytes { get; init; }

    public long? QuotaBytes { get; init; }

    /// <summary>Of the last minute; null while too little was written to say. So are the two below.</summary>
    public TimeSpan? WalFsyncP99 { get; init; }

    public TimeSpan? BackendCommitP99 { get; init; }

    /// <summary>To the slowest peer.</summary>
    public TimeSpan? PeerRoundTripP99 { get; init; }

    public long? ProposalsFailed { get; init; }

    public long? ProposalsPending { get; init; }

    /// <summary><c>NOSPACE</c>, <c>CORRUPT</c>, as far as visible.</summary>
    public ImmutableArray<string> Alarms { get; init; } = [];

    /// <summary>How full the database is of what it may be; null where either is not known, or no quota is set.</summary>
    public double? QuotaUsed =>
        DbSizeBytes is { } size && QuotaBytes is > 0 and var quota ? (double)size / quota : null;
}

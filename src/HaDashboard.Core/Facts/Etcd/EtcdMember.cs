using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Etcd;

/// <summary>Where the state of an etcd member was read.</summary>
public enum EtcdMemberSource
{
    /// <summary>From the member's own <c>/health</c> and <c>/metrics</c>.</summary>
    Metrics,

    /// <summary>Only from <c>/readyz/etcd</c> of the apiserver on the same node, because the member exposes no metrics endpoint.</summary>
    ApiServer,
}

/// <summary>
/// The state that an etcd member reports about itself. A value is null if this etcd version or this source does not report it.
/// </summary>
/// <param name="Healthy">The result of <c>/health</c>: the member has a leader, no alarm, and a quorum read succeeds.</param>
/// <param name="Reason">Why the member is not healthy, in etcd's words.</param>
public sealed record EtcdMember(EtcdMemberSource Source, bool Healthy, Message? Reason = null)
{
    /// <summary>The member ID in hexadecimal, as <c>etcdctl member list</c> prints it.</summary>
    public string? Id { get; init; }

    public string? Version { get; init; }

    public bool? HasLeader { get; init; }

    public bool? IsLeader { get; init; }

    public bool? IsLearner { get; init; }

    /// <summary>Leader changes since the member started.</summary>
    public long? LeaderChanges { get; init; }

    /// <summary>Leader changes in the last hour, or since the dashboard started if that is less.</summary>
    public int? LeaderChangesLastHour { get; init; }

    public long? CommittedIndex { get; init; }

    public long? AppliedIndex { get; init; }

    public long? DbSizeBytes { get; init; }

    public long? DbInUseBytes { get; init; }

    public long? QuotaBytes { get; init; }

    /// <summary>
    /// The 99th percentile over the last minute; null while there are too few samples. The same applies to
    /// <see cref="BackendCommitP99"/> and <see cref="PeerRoundTripP99"/>.
    /// </summary>
    public TimeSpan? WalFsyncP99 { get; init; }

    public TimeSpan? BackendCommitP99 { get; init; }

    /// <summary>The round trip to the slowest peer.</summary>
    public TimeSpan? PeerRoundTripP99 { get; init; }

    public long? ProposalsFailed { get; init; }

    public long? ProposalsPending { get; init; }

    /// <summary>Active alarms (<c>NOSPACE</c>, <c>CORRUPT</c>) that the source shows.</summary>
    public ImmutableArray<string> Alarms { get; init; } = [];

    /// <summary>Database size divided by its quota; null if either is unknown or no quota is set.</summary>
    public double? QuotaUsed =>
        DbSizeBytes is { } size && QuotaBytes is > 0 and var quota ? (double)size / quota : null;
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Etcd;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// The alarms behind an unhealthy <c>/health</c>. From etcd 3.5 on its reason names the alarm. etcd 3.3 and 3.4 give no reason; from 3.4.16
/// on the parameter <c>exclude</c> shows whether the health is good without the alarm. Earlier versions ignore the parameter.
/// </summary>
internal static class EtcdAlarms
{
    private const string NoSpace = "NOSPACE";
    private const string Corrupt = "CORRUPT";

    /// <summary>
    /// etcd's default limit of a request. A write is refused where it does not fit any more, so the size may remain below the quota.
    /// </summary>
    private const long LargestRequest = 1536 * 1024;

    private static readonly ImmutableArray<string> All = [NoSpace, Corrupt];

    /// <summary>The alarms to exclude, in the order of the requests.</summary>
    internal static readonly ImmutableArray<ImmutableArray<string>> Candidates =
    [
        [NoSpace],
        [Corrupt],
        All,
    ];

    internal static ImmutableArray<string> In(string? reason) =>
        [.. All.Where(alarm => reason?.Contains(alarm, StringComparison.OrdinalIgnoreCase) == true)];

    /// <summary>It has a leader and is unhealthy without a reason. Without a leader it is unhealthy in any case.</summary>
    internal static bool MayBeHidden(EtcdMember member) =>
        member is { Healthy: false, Reason: null, HasLeader: true, Alarms.IsEmpty: true };

    /// <summary>A database that has reached its quota raises NOSPACE at the next write.</summary>
    internal static ImmutableArray<string> BySize(EtcdMember member) =>
        member is { DbSizeBytes: { } size, QuotaBytes: > 0 and var quota }
        && size >= quota - Math.Min(LargestRequest, quota / 100)
            ? [NoSpace]
            : [];
}

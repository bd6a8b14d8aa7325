using HaDashboard.Core.Facts.Etcd;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Earlier readings of one member, from which rates are computed. A counter alone covers the whole time since the process started.
/// </summary>
internal sealed class EtcdHistory
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Queue<(DateTimeOffset At, EtcdMetrics Metrics)> _readings = new();
    private readonly Queue<(DateTimeOffset At, long Changes)> _leaderChanges = new();
    private EtcdMetrics? _last;

    public EtcdMember Add(EtcdMember member, EtcdMetrics now, DateTimeOffset at)
    {
        CountLeaderChanges(now, at);
        while (_readings.TryPeek(out var oldest) && at - oldest.At > Window)
        {
            _readings.Dequeue();
        }

        var then = _readings.TryPeek(out var first) ? first.Metrics : null;
        _readings.Enqueue((at, now));
        _last = now;
        return member with
        {
            LeaderChangesLastHour = (int)Math.Min(int.MaxValue, _leaderChanges.Sum(change => change.Changes)),
            WalFsyncP99 = P99(now.WalFsync, then?.WalFsync),
            BackendCommitP99 = P99(now.BackendCommit, then?.BackendCommit),
            PeerRoundTripP99 = now.PeerRoundTrips.Max(peer =>
                P99(peer.Value, then?.PeerRoundTrips.GetValueOrDefault(peer.Key))
            ),
        };
    }

    private static TimeSpan? P99(Histogram? now, Histogram? then) =>
        then is not null && now?.Since(then)?.Quantile(0.99) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private void CountLeaderChanges(EtcdMetrics now, DateTimeOffset at)
    {
        const string Name = "etcd_server_leader_changes_seen_total";
        if (now.Number(Name) is { } count && _last?.Number(Name) is { } before && count > before)
        {
            _leaderChanges.Enqueue((at, count - before));
        }

        while (_leaderChanges.TryPeek(out var oldest) && (at - oldest.At).Duration() > Hour)
        {
            _leaderChanges.Dequeue();
        }
    }
}

using System.Globalization;
using System.Text;
using HaDashboard.Simulation.Cluster;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>
/// Writes the part of <c>/metrics</c> of an etcd 3.4 member that the dashboard reads, with etcd's names, labels and buckets.
/// </summary>
internal static class EtcdMetricsText
{
    private const long Quota = 2L * 1024 * 1024 * 1024;
    private const string Id = "server_id";

    // For each bucket, how many of a thousand samples are at most that slow.
    private static readonly (string Le, int PerMille)[] Fsync =
    [
        ("0.001", 120),
        ("0.002", 610),
        ("0.004", 940),
        ("0.008", 992),
        ("0.016", 998),
        ("0.032", 1000),
        ("0.064", 1000),
        ("+Inf", 1000),
    ];

    private static readonly (string Le, int PerMille)[] Commit =
    [
        ("0.001", 10),
        ("0.002", 240),
        ("0.004", 720),
        ("0.008", 965),
        ("0.016", 996),
        ("0.032", 1000),
        ("0.064", 1000),
        ("+Inf", 1000),
    ];

    private static readonly (string Le, int PerMille)[] RoundTrip =
    [
        ("0.0001", 0),
        ("0.0002", 80),
        ("0.0004", 700),
        ("0.0008", 985),
        ("0.0016", 998),
        ("0.0032", 1000),
        ("0.0064", 1000),
        ("+Inf", 1000),
    ];

    public static string Of(SimulatedClusterNode master, EtcdMemberState member)
    {
        var text = new StringBuilder(8 * 1024);
        var written = Math.Min(member.WrittenSeconds, member.Uptime.TotalSeconds);
        Histogram(text, "etcd_disk_backend_commit_duration_seconds", null, Commit, written * 3);
        Histogram(text, "etcd_disk_wal_fsync_duration_seconds", null, Fsync, written * 5);
        Number(text, "etcd_mvcc_db_total_size_in_bytes", "gauge", 41_246_720);
        Number(text, "etcd_mvcc_db_total_size_in_use_in_bytes", "gauge", 22_302_720 + (member.Index % 512 * 4096));
        foreach (var peer in member.Peers)
        {
            Histogram(
                text,
                "etcd_network_peer_round_trip_time_seconds",
                $"To=\"{peer.Id}\",",
                RoundTrip,
                peer.Connected ? written / 2 : 0
            );
        }

        Number(text, "etcd_server_has_leader", "gauge", member.HasLeader ? 1 : 0);
        Labelled(text, "etcd_server_id", Id, SimulatedEtcd.Id(master));
        Number(text, "etcd_server_is_leader", "gauge", member.IsLeader ? 1 : 0);
        Number(text, "etcd_server_is_learner", "gauge", 0);
        Number(text, "etcd_server_leader_changes_seen_total", "counter", member.LeaderChanges);
        Number(text, "etcd_server_proposals_applied_total", "gauge", member.Index);
        Number(text, "etcd_server_proposals_committed_total", "gauge", member.Index);
        Number(text, "etcd_server_proposals_failed_total", "counter", 0);
        Number(text, "etcd_server_proposals_pending", "gauge", member.HasLeader ? 0 : 3);
        Number(text, "etcd_server_quota_backend_bytes", "gauge", Quota);
        Labelled(text, "etcd_server_version", "server_version", "3.4.13");
        return text.ToString();
    }

    private static void Number(StringBuilder text, string name, string type, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n{name} {value:R}\n");

    private static void Labelled(StringBuilder text, string name, string label, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name}{{{label}=\"{value}\"}} 1\n");

    private static void Histogram(
        StringBuilder text,
        string name,
        string? labels,
        (string Le, int PerMille)[] buckets,
        double count
    )
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
        foreach (var (le, perMille) in buckets)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{name}_bucket{{{labels}le=\"{le}\"}} {Math.Floor(count * perMille / 1000):R}\n"
            );
        }

        var all = labels is null ? "" : $"{{{labels.TrimEnd(',')}}}";
        text.Append(
            CultureInfo.InvariantCulture,
            $"{name}_sum{all} {count * 0.002:R}\n{name}_count{all} {Math.Floor(count):R}\n"
        );
    }
}

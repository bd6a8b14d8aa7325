using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// The values that the dashboard uses from etcd's <c>/metrics</c>. Metric names are those of etcd 3.4 and later, with those of 3.3 where
/// they differ.
/// </summary>
internal sealed record EtcdMetrics
{
    private const string WalFsyncName = "etcd_disk_wal_fsync_duration_seconds_bucket";
    private const string CommitName = "etcd_disk_backend_commit_duration_seconds_bucket";
    private const string PeerName = "etcd_network_peer_round_trip_time_seconds_bucket";
    private const int MostPeers = 32;

    public string? MemberId { get; private init; }

    public string? Version { get; private init; }

    public Histogram? WalFsync { get; private init; }

    public Histogram? BackendCommit { get; private init; }

    public ImmutableSortedDictionary<string, Histogram> PeerRoundTrips { get; private init; } =
        ImmutableSortedDictionary<string, Histogram>.Empty;

    private ImmutableDictionary<string, double> Numbers { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <exception cref="MalformedTextException">The text is not in the Prometheus format, or not the metrics of etcd.</exception>
    public static EtcdMetrics Parse(ReadOnlySpan<byte> text)
    {
        var numbers = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var buckets = new SortedDictionary<string, List<(double Bound, double Count)>>(StringComparer.Ordinal);
        string? id = null,
            version = null;
        var reader = new PrometheusText(text);
        while (reader.Read())
        {
            if (!reader.Name.StartsWith("etcd_"u8))
            {
                continue;
            }

            if (reader.Name.EndsWith("_bucket"u8))
            {
                Bucket(reader, buckets);
            }
            else if (reader.Name.SequenceEqual("etcd_server_id"u8))
            {
                id = Printable.Excerpt(reader.Label("server_id"u8), 40);
            }
            else if (reader.Name.SequenceEqual("etcd_server_version"u8))
            {
                version = Printable.Excerpt(reader.Label("server_version"u8), 40);
            }
            else if (reader.Labels.IsEmpty)
            {
                numbers[System.Text.Encoding.ASCII.GetString(reader.Name)] = reader.Value;
            }
        }

        if (!numbers.ContainsKey("etcd_server_has_leader"))
        {
            throw new MalformedTextException(ProbeTexts.NotEtcdMetrics);
        }

        return new EtcdMetrics
        {
            MemberId = id,
            Version = version,
            Numbers = numbers.ToImmutable(),
            WalFsync = HistogramOf(buckets.GetValueOrDefault(WalFsyncName)),
            BackendCommit = HistogramOf(buckets.GetValueOrDefault(CommitName)),
            PeerRoundTrips = buckets
                .Where(pair => pair.Key.StartsWith(PeerName + "/", StringComparison.Ordinal))
                .Select(pair => (pair.Key, Histogram: HistogramOf(pair.Value)))
                .Where(pair => pair.Histogram is not null)
                .ToImmutableSortedDictionary(
                    pair => pair.Key[(PeerName.Length + 1)..],
                    pair => pair.Histogram!,
                    StringComparer.Ordinal
                ),
        };
    }

    /// <summary>null where etcd does not report the value.</summary>
    public long? Number(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Numbers.TryGetValue(name, out var value) && value is > long.MinValue and < long.MaxValue)
            {
                return (long)value;
            }
        }

        return null;
    }

    public bool? Flag(string name) => Number(name) is { } number ? number != 0 : null;

    private static void Bucket(
        PrometheusText sample,
        SortedDictionary<string, List<(double Bound, double Count)>> buckets
    )
    {
        var key =
            sample.Name.SequenceEqual("etcd_disk_wal_fsync_duration_seconds_bucket"u8) ? WalFsyncName
            : sample.Name.SequenceEqual("etcd_disk_backend_commit_duration_seconds_bucket"u8) ? CommitName
            : sample.Name.SequenceEqual("etcd_network_peer_round_trip_time_seconds_bucket"u8)
                ? $"{PeerName}/{sample.Label("To"u8)}"
            : null;
        if (key is null || sample.Label("le"u8) is not { } le)
        {
            return;
        }

        if (!buckets.TryGetValue(key, out var list))
        {
            if (buckets.Count >= MostPeers)
            {
                return;
            }

            buckets[key] = list = [];
        }

        list.Add((BoundOf(le), sample.Value));
    }

    private static double BoundOf(string text) =>
        text is "+Inf" ? double.PositiveInfinity
        : double.TryParse(text, CultureInfo.InvariantCulture, out var bound) ? bound
        : throw new MalformedTextException(ProbeTexts.BoundNotNumber(Printable.Excerpt(text, 40)));

    private static Histogram? HistogramOf(List<(double Bound, double Count)>? buckets)
    {
        if (buckets is not { Count: > 1 })
        {
            return null;
        }

        buckets.Sort((a, b) => a.Bound.CompareTo(b.Bound));
        return new Histogram([.. buckets.Select(bucket => bucket.Bound)], [.. buckets.Select(bucket => bucket.Count)]);
    }
}

using System.Collections.Concurrent;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Memory.Series;

/// <summary>
/// The trends of all servers and nodes. Bounded: at most <see cref="MaxSeries"/> of 6.1 KB each, 25 MB. Of more servers than that,
/// those first met
/// are kept, on each node the API backends' before all others; the rest shows no trend.
/// </summary>
public sealed class TrendStore
{
    public const int MaxSeries = 4096;
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<ServerKey, TrendSeries> _servers = new();
    private readonly ConcurrentDictionary<NodeName, TrendSeries> _nodes = new();
    private readonly Dictionary<NodeName, Slice<HaProxyReading>> _last = [];

    public int Count => _servers.Count + _nodes.Count;

    public TrendSeries? Find(ServerKey server) => _servers.GetValueOrDefault(server);

    public TrendSeries? Find(NodeName node) => _nodes.GetValueOrDefault(node);

    /// <summary>Takes one sample of everything. A node not observed now gets none: its time is a gap.</summary>
    /// <param name="slot">Grows by one with each <see cref="Step"/>.</param>
    public void Sample(ClusterDiagnosis diagnosis, long slot)
    {
        var snapshot = diagnosis.Snapshot;
        foreach (var node in snapshot.Nodes)
        {
            var before = _last.GetValueOrDefault(node.Name);
            if (
                node.HaProxy is not { IsFresh: true, Value: { } reading }
                || node.HaProxy.ObservedAt == before?.ObservedAt
            )
            {
                _last.Remove(node.Name); // no difference is taken across a silence
                continue;
            }

            var comparable = before is { Value: { } old } && old.Process.IsSameWorker(reading.Process) ? before : null;
            Sample(
                diagnosis.Map,
                node.Name,
                reading,
                comparable?.Value,
                (node.HaProxy.ObservedAt - comparable?.ObservedAt)?.TotalSeconds ?? 0,
                slot
            );
            _last[node.Name] = node.HaProxy;
        }

        Forget(snapshot);
    }

    private void Sample(
        ControlPlaneMap map,
        NodeName node,
        HaProxyReading reading,
        HaProxyReading? before,
        double seconds,
        long slot
    )
    {
        var total = new Totals();
        foreach (var proxy in reading.Proxies.OrderByDescending(proxy => map.IsApiBackend(node, proxy.Name.Value)))
        {
            var old = before?.Proxies.FirstOrDefault(p => p.Id == proxy.Id && p.Name == proxy.Name);
            if (proxy.Frontend is { } frontend)
            {
                total.Add(frontend.Row, old?.Frontend?.Row, seconds);
            }

            for (var i = 0; i < proxy.Servers.Length; i++)
            {
                var server = proxy.Servers[i];
                var was =
                    i < old?.Servers.Length && old.Servers[i] is var same && same.Name == server.Name
                        ? same
                        : old?.Find(server.Name.Value);
                Kept(_servers, new ServerKey(node, proxy.Name, server.Name))?.Add(slot, Of(server, was, seconds));
            }
        }

        Kept(_nodes, node)
            ?.Add(
                slot,
                new TrendSample(
                    reading.Process.Number("CurrConns"),
                    CounterRate.Of(before?.Process.Number("CumConns"), reading.Process.Number("CumConns"), seconds),
                    total.BytesIn,
                    total.BytesOut,
                    false
                )
            );
    }

    private TrendSeries? Kept<TKey>(ConcurrentDictionary<TKey, TrendSeries> series, TKey key)
        where TKey : notnull =>
        series.TryGetValue(key, out var known) ? known
        : Count < MaxSeries ? series.GetOrAdd(key, _ => new TrendSeries())
        : null;

    private static TrendSample Of(Server server, Server? before, double seconds)
    {
        var (row, old) = (server.Row, before?.ServerId == server.ServerId ? before.Row : null);
        return new TrendSample(
            row.Number("scur"),
            Rate("stot"),
            Rate("bin"),
            Rate("bout"),
            server.Status.State is ServerOperationalState.Down
                || (old is not null && row.Number("chkdown") > old.Number("chkdown"))
        );

        double? Rate(string column) => CounterRate.Of(old?.Number(column), row.Number(column), seconds);
    }

    // A node that left the inventory can't come back without a restart; a server can, within the hour, with the reload after this one.
    private void Forget(ClusterSnapshot snapshot)
    {
        if (Count < MaxSeries)
        {
            return;
        }

        var listed = snapshot
            .Nodes.SelectMany(node =>
                (node.HaProxy.Value?.Proxies ?? []).SelectMany(proxy =>
                    proxy.Servers.Select(server => new ServerKey(node.Name, proxy.Name, server.Name))
                )
            )
            .ToHashSet();
        foreach (var gone in _servers.Keys.Where(key => !listed.Contains(key)))
        {
            _servers.TryRemove(gone, out _);
        }
    }

    private sealed class Totals
    {
        internal double? BytesIn { get; private set; }

        internal double? BytesOut { get; private set; }

        internal void Add(StatRow row, StatRow? before, double seconds)
        {
            BytesIn = Sum(BytesIn, CounterRate.Of(before?.Number("bin"), row.Number("bin"), seconds));
            BytesOut = Sum(BytesOut, CounterRate.Of(before?.Number("bout"), row.Number("bout"), seconds));
        }

        private static double? Sum(double? total, double? rate) => rate is null ? total : (total ?? 0) + rate;
    }
}

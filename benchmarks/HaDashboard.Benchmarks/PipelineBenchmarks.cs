using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Benchmarks;

/// <summary>Measures the cost of one poll after the parser, in a cluster of five nodes.</summary>
public class PipelineBenchmarks
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeName Polled = NodeName.Parse("n1");
    private readonly HaProxyReading[] _readings = new HaProxyReading[2];
    private ClusterSnapshot _snapshot = ClusterSnapshot.For(ClusterInventory.Empty);
    private ClusterDiagnosis? _diagnosis;
    private int _turn;

    [Params(3, 100, 1000, 10_000)]
    public int Servers { get; set; }

    internal static ClusterInventory Inventory { get; } =
        new(
            "bench",
            [
                .. Enumerable
                    .Range(1, 5)
                    .Select(i => new InventoryNode(
                        NodeName.Parse($"n{i}"),
                        i <= 3 ? NodeRole.Master : NodeRole.Worker,
                        $"10.0.0.{i}"
                    )),
            ],
            "api-backend",
            TimeSpan.FromDays(1),
            WatchesKubernetes: false
        );

    [GlobalSetup]
    public void Prepare()
    {
        var parser = new StatParser();
        for (var i = 0; i < 2; i++)
        {
            var table = parser.Parse(StatReply.Of(Servers, 100 + i), Noon.AddSeconds(i));
            _readings[i] = new HaProxyReading(
                new ProcessInfo(
                    "3.2.0",
                    7,
                    100 + i,
                    false,
                    DateTimeOffset.UnixEpoch,
                    ImmutableArray<KeyValuePair<string, string>>.Empty
                ),
                table.Columns,
                table.Proxies
            );
        }

        _snapshot = Inventory.Nodes.Aggregate(ClusterSnapshot.For(Inventory), (s, node) =>
            SnapshotReducer.Apply(s, SourceCatalogue.HaProxy.Observed(node.Name, _readings[0], Noon))
        );
    }

    [Benchmark]
    public object Reduce()
    {
        _turn++;
        return _snapshot = SnapshotReducer.Apply(
            _snapshot,
            SourceCatalogue.HaProxy.Observed(Polled, _readings[_turn % 2], Noon.AddSeconds(_turn))
        );
    }

    /// <summary>Each call assesses a changed snapshot, so it includes the reducer's part of <see cref="Reduce"/>.</summary>
    [Benchmark]
    public object Assess()
    {
        // The index of a reading is reused while the reading is the same. Assessing the same reading twice would measure the reuse.
        _turn++;
        var next = SnapshotReducer.Apply(
            _snapshot,
            SourceCatalogue.HaProxy.Observed(Polled, _readings[_turn % 2] with { }, Noon.AddSeconds(_turn))
        );
        _diagnosis = ClusterDiagnosis.Of(next, _diagnosis);
        return Judge.Assess(_diagnosis);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using HaDashboard.Adapters.HaProxy.Statistics;
using HaDashboard.Components.Stats;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Memory.Series;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using StatTable = HaDashboard.Components.Stats.StatTable;

namespace HaDashboard.Benchmarks;

/// <summary>
/// Measures the cost of one update of a node's table for one circuit on the server: lines, arrangement, rendering, differences, and the
/// size of the batch.
/// </summary>
internal static class CircuitHarness
{
    private const int Warm = 1000;
    private const int Measured = 400;

    internal static async Task<int> RunAsync()
    {
        // Warm-up: JIT compilation must not count for the first measurement.
        _ = await MeasureAsync(StatColumnSet.Of(StatMode.Status, ["trend"], showNode: false), "", 200, 1000, 100);
        Console.WriteLine($"{"table", -34} {"rows changed", -14} {"CPU/update", 12} {"allocated", 12} {"batch", 12}");
        foreach (
            var (mode, extra) in new[]
            {
                (StatMode.Status, "trend"),
                (StatMode.Traffic, "trend"),
                (StatMode.Http, null),
                (StatMode.Errors, null),
            }
        )
        {
            var columns = StatColumnSet.Of(mode, extra is null ? [] : [extra], showNode: false);
            Console.WriteLine(mode.Label());
            await MeasureAsync(columns, mode is StatMode.Status ? Sizes : Sizes[..1]);
        }

        return 0;
    }

    private static (string Name, int Rows, int PlainUpTo)[] Sizes { get; } =
    [
        ("200 rows, all in the page", 200, 1000),
        ("200 rows, 40 in sight", 200, 0),
        ("1,000 rows, all in the page", 1000, 5000),
        ("1,000 rows, 40 in sight", 1000, 0),
    ];

    private static async Task MeasureAsync(
        ImmutableArray<StatColumn> columns,
        (string Name, int Rows, int PlainUpTo)[] sizes
    )
    {
        foreach (var (name, rows, plainUpTo) in sizes)
        {
            foreach (var percent in new[] { 0, 1, 10, 100 })
            {
                Console.WriteLine(await MeasureAsync(columns, name, rows, plainUpTo, percent));
            }
        }
    }

    private static async Task<string> MeasureAsync(
        ImmutableArray<StatColumn> columns,
        string name,
        int rows,
        int plainUpTo,
        int percent
    )
    {
        var window = new VirtualWindow(40 * 33);
        await using var services = new ServiceCollection()
            .AddSingleton<TrendStore>()
            .AddSingleton<IJSRuntime>(window)
            .BuildServiceProvider();
        await using var renderer = new BatchRenderer(services);
        var states = States(rows, percent);
        var id = renderer.Add(renderer.Create(typeof(TableHost)));
        await renderer.ShowAsync(id, Parameters(states[0], columns, plainUpTo));
        await renderer.Dispatcher.InvokeAsync(window.Report);
        for (var i = 0; i < Warm; i++)
        {
            await renderer.ShowAsync(id, Parameters(Fresh(states[i % states.Length]), columns, plainUpTo));
        }

        GC.Collect();
        var (bytes, allocated, cpu) = (
            renderer.Bytes,
            GC.GetTotalAllocatedBytes(),
            Process.GetCurrentProcess().TotalProcessorTime
        );
        for (var i = 0; i < Measured; i++)
        {
            await renderer.ShowAsync(id, Parameters(Fresh(states[i % states.Length]), columns, plainUpTo));
        }

        var spent = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / Measured;
        var allocatedKiB = (GC.GetTotalAllocatedBytes() - allocated) / Measured / 1024;
        var sentKiB = (renderer.Bytes - bytes) / (double)Measured / 1024;
        var changed = percent == 0 ? "none, ages" : string.Create(CultureInfo.InvariantCulture, $"{percent} %");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -34} {changed, -14} {spent, 9:0.000} ms {allocatedKiB, 8} KiB {sentKiB, 8:0.0} KiB"
        );
    }

    // In the program, all circuits share the lines of a slice. Here each update creates them, as if there were one circuit only.
    private static NodeState Fresh(NodeState state) => state.With(SourceCatalogue.HaProxy, state.HaProxy with { });

    private static Dictionary<string, object?> Parameters(
        NodeState state,
        ImmutableArray<StatColumn> columns,
        int plainUpTo
    ) =>
        new(StringComparer.Ordinal)
        {
            [nameof(TableHost.Table)] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [nameof(StatTable.Items)] = StatArrangement.Of(StatLines.Of(state), new StatQuery()),
                [nameof(StatTable.Columns)] = columns,
                [nameof(StatTable.PlainUpTo)] = plainUpTo,
            },
        };

    /// <summary>
    /// Two polls between which the benchmark alternates. The age of every row differs, and the sessions and bytes of some rows too.
    /// </summary>
    private static NodeState[] States(int rows, int percent)
    {
        var (parser, snapshot) = (new StatParser(), ClusterSnapshot.For(PipelineBenchmarks.Inventory));
        var start = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var states = new NodeState[2];
        for (var turn = -1; turn < 2; turn++)
        {
            var at = start.AddSeconds(turn);
            var table = parser.Parse(Reply(rows, percent, turn), at);
            var reading = new HaProxyReading(
                new ProcessInfo("3.2.0", 7, 100 + turn, false, DateTimeOffset.UnixEpoch, []),
                table.Columns,
                table.Proxies
            );
            snapshot = SnapshotReducer.Apply(
                snapshot,
                SourceCatalogue.HaProxy.Observed(NodeName.Parse("n1"), reading, at)
            );
            if (turn >= 0)
            {
                states[turn] = snapshot.Nodes[0]; // The earlier poll lets both states compute rates.
            }
        }

        return states;
    }

    private static byte[] Reply(int rows, int percent, int turn)
    {
        var lines = Encoding.ASCII.GetString(StatReply.Of(rows, 100 + turn)).Split('\n');
        var changed = 0;
        for (var i = 1; i < lines.Length && turn == 1; i++)
        {
            if (lines[i].Contains(",master", StringComparison.Ordinal) && (changed + 1) * 100 <= percent * i)
            {
                lines[i] = lines[i]
                    .Replace(",0,0,2,2,,2,0,0,", ",1,3,7,9,,21,123456,654321,", StringComparison.Ordinal);
                changed++;
            }
        }

        return Encoding.ASCII.GetBytes(string.Join('\n', lines));
    }
}

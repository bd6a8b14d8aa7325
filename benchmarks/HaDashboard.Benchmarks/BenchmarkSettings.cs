using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace HaDashboard.Benchmarks;

/// <summary>Short runs in this process. They show the order of the cost within a minute, also on a machine with other load.</summary>
internal static class BenchmarkSettings
{
    internal static IConfig Create() =>
        DefaultConfig
            .Instance.AddJob(
                Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
                    .WithWarmupCount(5)
                    .WithIterationCount(12)
                    .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200))
            )
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(
                new PerReplyColumn("MB/s", (size, _, summary, run) =>
                    summary[run]?.ResultStatistics is { } s ? size / s.Mean * 1e3 : null
                )
            )
            .AddColumn(
                new PerReplyColumn("B/row", (_, rows, summary, run) =>
                    summary[run]?.GcStats.GetBytesAllocatedPerOperation(run) / (double)rows
                )
            );

    private sealed class PerReplyColumn(string name, Func<int, int, Summary, BenchmarkCase, double?> value) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public bool AlwaysShow => false;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => $"{name} of the show stat reply";

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            if (benchmarkCase.Parameters["Servers"] is not int servers)
            {
                return "";
            }

            var reply = StatReply.Of(servers, seconds: 100);
            return value(reply.Length, reply.Count(b => b == '\n') - 1, summary, benchmarkCase)
                ?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)
                ?? "";
        }
    }
}

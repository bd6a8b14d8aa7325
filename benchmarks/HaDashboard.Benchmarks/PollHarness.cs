using System.Diagnostics;
using System.Globalization;
using System.Text;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Runtime;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Links;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaDashboard.Benchmarks;

/// <summary>
/// Compares a complete poll (session, parsers, reducer, judge) with the bare persistent channel, which is its lower bound. Both use the
/// same real sshd and HAProxy. They run alternately in blocks, so that other load on the machine affects both.
/// </summary>
internal static class PollHarness
{
    private const int Blocks = 24;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    internal static async Task<int> RunAsync(string[] args)
    {
        foreach (var servers in args.Length > 0 ? args.Select(int.Parse) : [3, 100, 1000])
        {
            await RunAsync(servers);
        }

        return 0;
    }

    private static async Task RunAsync(int servers)
    {
        await using var sshd = await SshdProcess.StartAsync();
        await using var haproxy = await HaProxyProcess.StartAsync();
        await haproxy.WriteConfigAsync(Configuration(haproxy, servers));
        await TestProcess.RunAsync(haproxy.ReloadCommand);
        await Task.Delay(2000);

        await using var connection = new SshNodeConnection(
            sshd.Endpoint(TimeLimit, name: "n1"),
            TimeProvider.System,
            NullLogger<SshNodeConnection>.Instance
        );
        await using var bare = await connection.OpenUnixSocketAsync(haproxy.AdminSocket, CancellationToken.None);
        await using var reader = new HaProxyReader(connection, haproxy.AdminSocket, TimeProvider.System);
        await using var restlessReader = new HaProxyReader(
            new ChangingRowsConnection(connection),
            haproxy.AdminSocket,
            TimeProvider.System
        );
        var (channel, pipeline, restless) = (new BareChannel(bare), new Pipeline(reader), new Pipeline(restlessReader));
        await channel.OpenAsync();
        var polls = servers >= 1000 ? 50 : 400;
        await BlockAsync(channel.PollAsync, polls);
        await BlockAsync(pipeline.PollAsync, polls);
        await BlockAsync(restless.PollAsync, polls);
        var (bares, wholes, restlesses) = (new List<Block>(), new List<Block>(), new List<Block>());
        for (var block = 0; block < Blocks; block++)
        {
            bares.Add(await BlockAsync(channel.PollAsync, polls));
            wholes.Add(await BlockAsync(pipeline.PollAsync, polls));
            restlesses.Add(await BlockAsync(restless.PollAsync, polls));
        }

        Console.WriteLine(
            $"{servers} servers, {channel.Bytes} bytes per poll, {Blocks} blocks of {polls} polls each, in turns"
        );
        Report("bare channel", bares, bares);
        Report("whole poll", wholes, bares);
        Report("whole poll, every row changed", restlesses, bares);
    }

    private static void Report(string name, List<Block> blocks, List<Block> bares)
    {
        var latencies = blocks.SelectMany(b => b.Latencies).Order().ToList();
        var ratios = bares.Zip(blocks, (bare, block) => block.Cpu / bare.Cpu).Order().ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {name, -30} client CPU {blocks.Average(b => b.Cpu), 6:0.000} ms "
                    + $"({blocks.Sum(b => b.Cpu) / bares.Sum(b => b.Cpu):0.00} in sum, {ratios[ratios.Count / 2]:0.00} "
                    + $"median of turns); latency p50 {latencies[latencies.Count / 2], 5:0.00} p99 "
                    + $"{latencies[latencies.Count * 99 / 100], 5:0.00} ms; "
                    + $"{blocks.Average(b => b.Allocated) / 1024:0.0} KiB allocated per poll"
            )
        );
    }

    private static async Task<Block> BlockAsync(Func<Task> poll, int polls)
    {
        using var self = Process.GetCurrentProcess();
        var latencies = new double[polls];
        var cpu = self.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < polls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await poll();
            latencies[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        self.Refresh();
        return new Block(
            (self.TotalProcessorTime - cpu).TotalMilliseconds / polls,
            (double)allocated / polls,
            latencies
        );
    }

    private static string Configuration(HaProxyProcess haproxy, int servers)
    {
        var text = new StringBuilder(haproxy.Configuration());
        if (servers == 3)
        {
            return text.ToString();
        }

        for (var i = 0; i < servers; i++)
        {
            text.Append(i % 10 == 0 ? $"\nbackend b{i / 10}\n" : "")
                .Append(CultureInfo.InvariantCulture, $"    server s{i % 10} 10.1.{i / 250}.{i % 250 + 1}:80\n");
        }

        return text.ToString();
    }

    private sealed class ChangingRowsConnection(NodeConnection inner) : NodeConnection
    {
        public override Task<Stream> OpenTcpAsync(NodePort target, CancellationToken ct) =>
            throw new NotSupportedException();

        public override Task ProveAsync(CancellationToken ct) => Task.CompletedTask;

        public override NodeName Node => inner.Node;

        public override async Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct) =>
            new ChangingRowsStream(await inner.OpenUnixSocketAsync(path, ct));

        public override Task<CommandResult> RunAsync(
            string commandLine,
            TimeSpan timeout,
            CancellationToken ct,
            OutputPart keep = OutputPart.First
        ) => inner.RunAsync(commandLine, timeout, ct);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed record Block(double Cpu, double Allocated, double[] Latencies);

    /// <summary>Sends the commands and receives the bytes until the prompt, without parsing them.</summary>
    private sealed class BareChannel(Stream stream)
    {
        private readonly byte[] _buffer = new byte[8 * 1024 * 1024];

        internal int Bytes { get; private set; }

        internal Task OpenAsync() => AskAsync("prompt\n"u8.ToArray());

        internal async Task PollAsync() => Bytes = await AskAsync(Info) + await AskAsync(Stat);

        private static readonly byte[] Info = "show info\n"u8.ToArray();
        private static readonly byte[] Stat = "show stat\n"u8.ToArray();

        private async Task<int> AskAsync(byte[] line)
        {
            await stream.WriteAsync(line);
            var length = 0;
            do
            {
                length += await stream.ReadAsync(_buffer.AsMemory(length));
            } while (!_buffer.AsSpan(0, length).EndsWith("\n> "u8));
            return length;
        }
    }

    private sealed class Pipeline(HaProxyReader reader)
    {
        private ClusterSnapshot _snapshot = ClusterSnapshot.For(PipelineBenchmarks.Inventory);

        private ClusterDiagnosis? _diagnosis;

        internal Verdict? Verdict { get; private set; }

        internal async Task PollAsync()
        {
            using var deadline = new PollDeadline(TimeLimit, TimeProvider.System, CancellationToken.None);
            var (reading, at) = await reader.ReadAsync(deadline);
            _snapshot = SnapshotReducer.Apply(
                _snapshot,
                SourceCatalogue.HaProxy.Observed(PipelineBenchmarks.Inventory.Nodes[0].Name, reading, at)
            );
            _diagnosis = ClusterDiagnosis.Of(_snapshot, _diagnosis);
            Verdict = Judge.Assess(_diagnosis);
        }
    }
}

using System.Diagnostics;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>Three real etcd members on loopback, each with its own ports. Each can be stopped by PID.</summary>
internal sealed class EtcdProcesses : IAsyncDisposable
{
    public const string Program = "/usr/bin/etcd";
    private const int Size = 3;

    private readonly string _folder = TestProcess.NewFolder("etcd-");
    private readonly Process[] _members = new Process[Size];
    private readonly int[] _peers = [.. Enumerable.Range(0, Size).Select(_ => TestProcess.FreePort())];

    private EtcdProcesses() { }

    public int[] MetricsPorts { get; } = [.. Enumerable.Range(0, Size).Select(_ => TestProcess.FreePort())];

    public int[] ClientPorts { get; } = [.. Enumerable.Range(0, Size).Select(_ => TestProcess.FreePort())];

    public static EtcdProcesses Start()
    {
        var etcd = new EtcdProcesses();
        for (var i = 0; i < Size; i++)
        {
            etcd.StartMember(i);
        }

        return etcd;
    }

    /// <summary>Starts a member. After a kill it has the same ports and data as before.</summary>
    public void StartMember(int member)
    {
        var cluster = string.Join(',', _peers.Select((port, i) => $"m{i}=http://127.0.0.1:{port}"));
        var process = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    $"--name=m{member}",
                    $"--data-dir={Path.Combine(_folder, $"m{member}")}",
                    "--unsafe-no-fsync",
                    "--heartbeat-interval=250",
                    "--election-timeout=2500",
                    $"--listen-client-urls=http://127.0.0.1:{ClientPorts[member]}",
                    $"--advertise-client-urls=http://127.0.0.1:{ClientPorts[member]}",
                    $"--listen-peer-urls=http://127.0.0.1:{_peers[member]}",
                    $"--initial-advertise-peer-urls=http://127.0.0.1:{_peers[member]}",
                    $"--listen-metrics-urls=http://127.0.0.1:{MetricsPorts[member]}",
                    $"--initial-cluster={cluster}",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.BeginOutputReadLine(); // The output is discarded, because a full pipe would block the member.
        process.BeginErrorReadLine();
        _members[member] = process;
    }

    public void Freeze(int member) => TestProcess.Signal(_members[member].Id, TestProcess.Stop);

    public void Thaw(int member) => TestProcess.Signal(_members[member].Id, TestProcess.Continue);

    public async Task KillAsync(int member)
    {
        if (!_members[member].HasExited)
        {
            TestProcess.Signal(_members[member].Id, TestProcess.Kill);
            await _members[member].WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < Size; i++)
        {
            await KillAsync(i);
            _members[i].Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public static void RequireIt() =>
        Assert.SkipWhen(TestProcess.Missing(Program) is not null, TestProcess.Missing(Program) ?? "");
}

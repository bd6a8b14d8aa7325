using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>
/// A real keepalived in a network namespace: one VRRP instance with unicast peers, which adds a virtual address to the host that holds it.
/// It is stopped by PID.
/// </summary>
internal sealed class KeepalivedProcess : IAsyncDisposable
{
    private const string Keepalived = "/usr/sbin/keepalived";

    private readonly NetworkNamespace _host;
    private readonly ConcurrentQueue<string> _logLines = new();
    private Process? _process;

    private KeepalivedProcess(NetworkNamespace host) => _host = host;

    /// <summary>Why tests that need it cannot run on this machine; null if they can.</summary>
    public static string? Missing => TestProcess.Missing(Keepalived);

    public string Folder { get; } = TestProcess.NewFolder("kad");

    /// <summary>The log lines of keepalived since its first start.</summary>
    public IReadOnlyCollection<string> LogLines => _logLines;

    /// <summary>Starts keepalived.</summary>
    /// <param name="peers">The other hosts that may hold the address.</param>
    /// <param name="address">The virtual address.</param>
    /// <param name="priority">1 to 254; of the hosts that reach each other, the one with the highest holds the address.</param>
    public static async Task<KeepalivedProcess> StartAsync(
        NetworkNamespace host,
        IEnumerable<NetworkNamespace> peers,
        string address,
        int priority
    )
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var keepalived = new KeepalivedProcess(host);
        try
        {
            await File.WriteAllTextAsync(
                keepalived.PathOf("keepalived.conf"),
                Configuration(host, peers, address, priority)
            );
            await keepalived.StartAgainAsync();
            return keepalived;
        }
        catch
        {
            await keepalived.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts keepalived again with the same configuration.</summary>
    public async Task StartAgainAsync()
    {
        var start = _host.StartInfo(
            Keepalived,
            "--dont-fork",
            "--log-console",
            "-D",
            "--vrrp",
            "-f",
            PathOf("keepalived.conf"),
            "-p",
            PathOf("pid"),
            "-r",
            PathOf("vrrp.pid")
        );
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _process = Process.Start(start)!;
        var ready = new TaskCompletionSource();
        _process.OutputDataReceived += (_, e) => Logged(e.Data, ready);
        _process.ErrorDataReceived += (_, e) => Logged(e.Data, ready);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_process.HasExited, string.Join('\n', _logLines));
    }

    /// <summary>
    /// Stops keepalived as its unit does: it removes the address and sends its peers the priority 0, so that one of them takes over at once.
    /// </summary>
    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        TestProcess.Signal(_process.Id, TestProcess.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            foreach (var pid in TestProcess.Descendants(_process.Id).Append(_process.Id))
            {
                TestProcess.Signal(pid, TestProcess.Kill);
            }

            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Configuration(
        NetworkNamespace host,
        IEnumerable<NetworkNamespace> peers,
        string address,
        int priority
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            global_defs {
                router_id {{host.Name}}
                enable_script_security
                script_user root
            }

            vrrp_instance api {
                state BACKUP
                interface {{NetworkNamespace.Interface}}
                virtual_router_id 51
                priority {{priority}}
                advert_int 1
                unicast_src_ip {{host.Address}}
                unicast_peer {
            {{string.Join('\n', peers.Select(peer => $"        {peer.Address}"))}}
                }
                virtual_ipaddress {
                    {{address}}/32
                }
            }

            """
        );

    private string PathOf(string file) => Path.Combine(Folder, file);

    private void Logged(string? line, TaskCompletionSource ready)
    {
        _logLines.Enqueue(line ?? "(end)");
        if (line is null || line.Contains("Startup complete", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}

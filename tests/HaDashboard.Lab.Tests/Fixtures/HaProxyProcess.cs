using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>
/// A real HAProxy in master-worker mode, configured as in a kubeadm cluster with a load balancer on every node: a frontend on loopback,
/// and a backend of three masters with TCP checks. The "masters" are listeners of this process.
/// </summary>
internal sealed class HaProxyProcess : IAsyncDisposable
{
    private const string HaProxy = "/usr/sbin/haproxy";

    private readonly TcpListener?[] _masters = new TcpListener?[3];
    private readonly int[] _masterPorts = [TestProcess.FreePort(), TestProcess.FreePort(), TestProcess.FreePort()];
    private Process? _process;
    private string _checkEvery = "200";
    private string? _namespace;

    private HaProxyProcess() { }

    /// <summary>Why tests that need it cannot run on this machine; null if they can.</summary>
    public static string? Missing => TestProcess.Missing(HaProxy);

    public string Folder { get; } = TestProcess.NewFolder("hap");

    public int FrontPort { get; } = TestProcess.FreePort();

    public string AdminSocket => Path.Combine(Folder, "admin.sock");

    public string MasterSocket => Path.Combine(Folder, "master.sock");

    public string ConfigFile => Path.Combine(Folder, "haproxy.cfg");

    public string CheckCommand => $"{HaProxy} -c -f {ConfigFile}";

    /// <summary>
    /// The command that validates the file and signals the master process. Like systemctl, it does not wait for the result.
    /// </summary>
    public string ReloadCommand => Path.Combine(Folder, "reload");

    public int MasterPid => _process!.Id;

    /// <summary>Starts HAProxy with listeners of this process as masters.</summary>
    /// <param name="global">Additional lines for the global section.</param>
    public static Task<HaProxyProcess> StartAsync(params string[] global) => StartAsync(masters: null, global);

    /// <summary>Starts HAProxy.</summary>
    /// <param name="masters">Loopback ports of other processes; null for listeners of this process.</param>
    public static async Task<HaProxyProcess> StartAsync(IReadOnlyList<int>? masters, params string[] global)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var haproxy = new HaProxyProcess();
        try
        {
            if (masters is not null)
            {
                masters.ToArray().CopyTo(haproxy._masterPorts, 0);
                haproxy._checkEvery = "1s"; // Each check of a frozen master occupies one place in its backlog.
            }

            for (var i = 0; i < 3 && masters is null; i++)
            {
                haproxy.OpenMaster(i + 1);
            }

            await haproxy.WriteConfigAsync(haproxy.Configuration(global));
            await haproxy.StartAgainAsync();
            return haproxy;
        }
        catch
        {
            await haproxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts HAProxy in a network namespace, which the "masters" of this process cannot be reached from.</summary>
    /// <param name="configuration">The whole file.</param>
    public static async Task<HaProxyProcess> StartInAsync(
        NetworkNamespace host,
        Func<HaProxyProcess, string> configuration
    )
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var haproxy = new HaProxyProcess { _namespace = host.Name };
        try
        {
            await haproxy.WriteConfigAsync(configuration(haproxy));
            await haproxy.StartAgainAsync();
            return haproxy;
        }
        catch
        {
            await haproxy.DisposeAsync();
            throw;
        }
    }

    // Between the choice of a port and its use another process may take it.
    private void OpenMaster(int number)
    {
        while (_masters[number - 1] is null)
        {
            try
            {
                StartMaster(number);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                _masterPorts[number - 1] = TestProcess.FreePort();
            }
        }
    }

    /// <summary>Opens the master's port. The port number stays the same after stop and start.</summary>
    public void StartMaster(int number)
    {
        var listener = new TcpListener(IPAddress.Loopback, _masterPorts[number - 1]);
        listener.Start();
        _masters[number - 1] = listener;
    }

    public void StopMaster(int number)
    {
        _masters[number - 1]?.Dispose();
        _masters[number - 1] = null;
    }

    public string Configuration(params string[] global) =>
        $"""
            global
                stats socket {AdminSocket} mode 660 level admin
                stats timeout 30s
            {string.Join('\n', global.Select(line => $"    {line}"))}

            defaults
                mode tcp
                timeout connect 5s
                timeout client 50s
                timeout server 50s

            frontend api-front
                bind 127.0.0.1:{FrontPort}
                default_backend api-backend

            backend api-backend
                option tcp-check
                balance roundrobin
                default-server inter {_checkEvery} fall 2 rise 2
                server master1 127.0.0.1:{_masterPorts[0]} check
                server master2 127.0.0.1:{_masterPorts[1]} check
                server master3 127.0.0.1:{_masterPorts[2]} check

            """;

    public Task WriteConfigAsync(string text) => File.WriteAllTextAsync(ConfigFile, text);

    public async Task StartAgainAsync()
    {
        var start = NetworkNamespace.StartInfo(_namespace, HaProxy, "-W", "-db", "-S", MasterSocket, "-f", ConfigFile);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await File.WriteAllTextAsync(ReloadCommand, $"#!/bin/sh\n{CheckCommand} && kill -USR2 {MasterPid}\n");
        TestProcess.MakeExecutable(ReloadCommand);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(deadline.Token))
        {
            Assert.False(_process.HasExited, "haproxy did not start");
            await Task.Delay(20, deadline.Token);
        }
    }

    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        foreach (var pid in TestProcess.Descendants(MasterPid).Append(MasterPid))
        {
            TestProcess.Signal(pid, TestProcess.Kill);
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        for (var i = 1; i <= 3; i++)
        {
            StopMaster(i);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(AdminSocket), ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

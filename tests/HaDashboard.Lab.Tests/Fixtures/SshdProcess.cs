using System.Collections.Concurrent;
using System.Diagnostics;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Names;
using Xunit;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>The settings of an <see cref="SshdProcess"/>.</summary>
internal sealed record SshdSettings
{
    public IReadOnlyList<string> HostKeyTypes { get; init; } = ["ed25519"];

    /// <summary>Additional lines for sshd_config.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    /// <summary>Lines before all others. sshd takes the first value of a setting, so they replace the test's own values.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The loopback address on which it listens, so that a node can have its own address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The network namespace in which it and its sessions run; null for that of the tests.</summary>
    public string? Namespace { get; init; }

    /// <summary>The PATH of remote commands; null for sshd's default.</summary>
    public string? Path { get; init; }
}

/// <summary>
/// A real sshd on a loopback port, for the account that runs the tests. Its configuration, host keys and authorized key are in its own
/// folder. It is stopped by PID.
/// </summary>
internal sealed class SshdProcess : IAsyncDisposable
{
    private const string Sshd = "/usr/sbin/sshd";

    private readonly SshdSettings _settings;
    private readonly ConcurrentQueue<string> _logLines = new();
    private Process? _process;

    private SshdProcess(SshdSettings settings) => _settings = settings;

    /// <summary>Why tests that need it cannot run on this machine; null if they can.</summary>
    public static string? Missing => TestProcess.Missing(Sshd, "/usr/bin/ssh-keygen", "/usr/bin/socat");

    public string Folder { get; } = TestProcess.NewFolder("sshd");

    public int Port { get; } = TestProcess.FreePort();

    public static string User => Environment.UserName;

    /// <summary>The log lines of sshd since its first start.</summary>
    public IReadOnlyCollection<string> LogLines => _logLines;

    public int Pid => _process!.Id;

    /// <summary>The private key with which <see cref="User"/> can sign in.</summary>
    public string UserKey => Path.Combine(Folder, "id");

    public string AuthorizedKeys => Path.Combine(Folder, "authorized_keys");

    /// <summary>The known_hosts file. It contains the line for this server's first host key.</summary>
    public string KnownHosts => Path.Combine(Folder, "known_hosts");

    public SshOptions Options =>
        new()
        {
            User = User,
            Port = Port,
            PrivateKeyFile = UserKey,
            KnownHostsFile = KnownHosts,
        };

    public static async Task<SshdProcess> StartAsync(SshdSettings? settings = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var sshd = new SshdProcess(settings ?? new SshdSettings());
        try
        {
            await sshd.PrepareAsync();
            await sshd.StartAgainAsync();
            return sshd;
        }
        catch
        {
            await sshd.DisposeAsync();
            throw;
        }
    }

    public SshNodeEndpoint Endpoint(TimeSpan? timeout = null, SshOptions? options = null, string name = "node") =>
        new(NodeName.Parse(name), _settings.Address, options ?? Options, timeout ?? TimeSpan.FromSeconds(30));

    public string HostKey(string type) => Path.Combine(Folder, $"host_{type}");

    /// <summary>The known_hosts line for one of the host keys.</summary>
    public async Task<string> KnownHostsLineAsync(string type) =>
        $"[{_settings.Address}]:{Port} {string.Join(' ', (await File.ReadAllTextAsync($"{HostKey(type)}.pub")).Split(' ')[..2])}\n";

    /// <summary>The processes of signed-in sessions and their commands.</summary>
    public IReadOnlyList<int> Sessions() => TestProcess.Descendants(Pid);

    public void SignalSessions(int signal)
    {
        foreach (var pid in Sessions())
        {
            TestProcess.Signal(pid, signal);
        }
    }

    /// <summary>Starts sshd again with the same port and configuration file.</summary>
    public async Task StartAgainAsync()
    {
        var config = Path.Combine(Folder, "sshd_config");
        var start = NetworkNamespace.StartInfo(_settings.Namespace, Sshd, "-D", "-e", "-f", config);
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        var listening = new TaskCompletionSource();
        _process.ErrorDataReceived += (_, e) =>
        {
            _logLines.Enqueue(e.Data ?? "(end)");
            if (e.Data is null || e.Data.Contains("Server listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_process.HasExited, string.Join('\n', _logLines));
    }

    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        // A stopped process handles SIGTERM only after SIGCONT, and a session continues after its listener has ended.
        foreach (var pid in Sessions().Append(Pid))
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
        Directory.Delete(Folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        Directory.CreateDirectory("/run/sshd");
        await SshKeygen.NewKeyAsync(UserKey);
        File.Copy($"{UserKey}.pub", AuthorizedKeys);
        foreach (var type in _settings.HostKeyTypes)
        {
            await SshKeygen.NewKeyAsync(HostKey(type), type);
        }

        await File.WriteAllTextAsync(KnownHosts, await KnownHostsLineAsync(_settings.HostKeyTypes[0]));
        // With SHLVL set, bash does not read the account's .bashrc for every command.
        var environment = "SetEnv SHLVL=5" + (_settings.Path is { } path ? $" PATH={path}" : "");
        string[] lines =
        [
            .. _settings.Overrides,
            $"Port {Port}",
            $"ListenAddress {_settings.Address}",
            $"PidFile {Folder}/pid",
            $"AuthorizedKeysFile {AuthorizedKeys}",
            .. _settings.HostKeyTypes.Select(type => $"HostKey {HostKey(type)}"),
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin yes",
            "LogLevel INFO",
            "MaxStartups 100",
            environment,
            .. _settings.Configuration.Select(line => line.Replace("{folder}", Folder, StringComparison.Ordinal)),
        ];
        await File.WriteAllLinesAsync(Path.Combine(Folder, "sshd_config"), lines);
    }
}

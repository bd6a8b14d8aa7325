using System.Net.Sockets;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>The HAProxy of one node: a process with workers that serves the runtime API on a real Unix socket.</summary>
public sealed class SimulatedHaProxy : IAsyncDisposable
{
    private static readonly WireFault Hanging = new(WireFaultKind.Hang);

    private readonly SimulatedNetwork _network;
    private readonly TimeProvider _time;
    private readonly List<HaProxyWorker> _workers = [];
    private HaProxyWorker? _worker;
    private CliListener? _listener;
    private CancellationTokenSource _replaced = new();
    private Socket? _refusing;
    private int _pid;
    private uint _turn;
    private volatile WireFault _fault = WireFault.None;

    public SimulatedHaProxy(SimulatedHaProxyOptions options, SimulatedNetwork network, TimeProvider time)
    {
        Options = options;
        _network = network;
        _time = time;
        _pid = options.FirstPid - 1;
        network.Changing += CatchUp;
    }

    public SimulatedHaProxyOptions Options { get; }

    /// <summary>The fault of the protocol that is active. It also affects open sessions.</summary>
    public WireFault Fault
    {
        get => Unreachable() ? Hanging : _fault;
        set => _fault = value;
    }

    /// <summary>Called for every reply. While the node has no network, every session hangs, whatever other fault is active.</summary>
    internal Func<bool> Unreachable { get; set; } = static () => false;

    /// <summary>If true, a reload reports success and starts no worker.</summary>
    public bool IgnoresReload { get; set; }

    public bool Running => _worker is not null;

    /// <summary>The PID of the worker that accepts new sessions; null if the process is stopped.</summary>
    public int? Pid => _worker?.Pid;

    /// <summary>The number of workers that a reload has replaced and that still run because of an open session.</summary>
    public int OldWorkers
    {
        get
        {
            lock (_network.Gate)
            {
                return _workers.Count(w => w.Stopping);
            }
        }
    }

    /// <summary>Starts the process. With an invalid file it fails, as at boot.</summary>
    public void Start()
    {
        var configuration = HaProxyConfiguration.Parse(File.ReadAllText(Options.ConfigFile));
        if (configuration.Errors.Count > 0)
        {
            throw new InvalidOperationException(
                $"{Options.ConfigFile}:{configuration.Errors[0].Line}: {configuration.Errors[0].Message}"
            );
        }

        lock (_network.Gate)
        {
            if (_worker is not null)
            {
                return;
            }

            _refusing?.Dispose();
            _pid++;
            NewWorker(configuration);
            _listener = new CliListener(Bind(), this, _time);
        }
    }

    /// <summary>Starts the process if the file is valid; returns whether it runs.</summary>
    internal bool TryStart()
    {
        if (HaProxyConfiguration.Parse(File.ReadAllText(Options.ConfigFile)).Errors.Count > 0)
        {
            return false;
        }

        Start();
        return true;
    }

    /// <summary>Stops the process as SIGTERM does: sessions read EOF, and the socket refuses connections.</summary>
    public async Task StopAsync()
    {
        CliListener? listener;
        lock (_network.Gate)
        {
            listener = _listener;
            _listener = null;
            _worker = null;
            _workers.Clear();
        }

        if (listener is null)
        {
            return;
        }

        await listener.DisposeAsync();
        _refusing = Bind();
    }

    /// <summary>Reloads as SIGUSR2 does: starts a new worker with the current file. Open sessions stay with the old worker.</summary>
    public ReloadResult Reload()
    {
        if (IgnoresReload)
        {
            return new ReloadResult(0, "");
        }

        if (!Running)
        {
            return new ReloadResult(1, "haproxy.service is not active, cannot reload.");
        }

        var configuration = HaProxyConfiguration.Parse(File.ReadAllText(Options.ConfigFile));
        if (configuration.Errors.Count > 0)
        {
            return new ReloadResult(
                1,
                string.Concat(
                    configuration.Errors.Select(error =>
                        $"[ALERT]    ({_pid}) : config : parsing [{Options.ConfigFile}:{error.Line}] : {error.Message}\n"
                    )
                )
            );
        }

        CancellationTokenSource replaced;
        lock (_network.Gate)
        {
            _worker?.Stop();
            _pid++;
            replaced = NewWorker(configuration);
        }

        replaced.Cancel();
        return new ReloadResult(0, "");
    }

    public async ValueTask DisposeAsync()
    {
        _network.Changing -= CatchUp;
        await StopAsync();
        _refusing?.Dispose();
        _replaced.Dispose();
        File.Delete(Options.SocketPath);
    }

    /// <summary>Puts a server into maintenance or takes it out, as a person on the node would do.</summary>
    internal void SetState(string backend, string server, bool maintenance)
    {
        var worker = _worker;
        worker?.Read(now =>
        {
            if (worker.TryFind(backend, server, out var proxy, out var found))
            {
                proxy.Change(found, now, () =>
                    found.SetAdmin(maintenance ? SimulatedServer.ForcedMaintenance : 0, now)
                );
            }

            return true;
        });
    }

    /// <summary>True if HAProxy has an apiserver to which it would send clients of this node.</summary>
    internal bool CanServe(Func<string, bool> answers) =>
        _worker is { } worker
        && worker.Read(_ => worker.Proxies.Any(p => p.Servers.Any(s => s.Usable && answers(s.Line.Address))));

    /// <summary>The address of the server for the next connection (round robin); null if there is none.</summary>
    internal string? NextServer(string backend) =>
        _worker?.Read(_ =>
        {
            var usable = _worker?.Backend(backend)?.Servers.Where(s => s.Usable).ToList();
            return usable is { Count: > 0 } ? usable[(int)(_turn++ % (uint)usable.Count)].Line.Address : null;
        });

    // After HAProxy has stopped, its socket file stays and connections are refused. A socket that is bound but does not listen behaves
    // the same.
    private Socket Bind()
    {
        File.Delete(Options.SocketPath);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Options.SocketPath));
        return socket;
    }

    // Cancelling runs the waiting continuations, so the caller does it outside the lock.
    private CancellationTokenSource NewWorker(HaProxyConfiguration configuration)
    {
        _worker = new HaProxyWorker(Options, configuration, _network, _time, _pid);
        _workers.RemoveAll(w => w.Stopping && w.Sessions == 0);
        _workers.Add(_worker);
        var replaced = _replaced;
        _replaced = new CancellationTokenSource();
        return replaced;
    }

    private void CatchUp()
    {
        var now = _time.GetUtcNow();
        _worker?.CatchUp(now);
    }

    internal (HaProxyWorker? Worker, CancellationToken Replaced) Current()
    {
        lock (_network.Gate)
        {
            return (_worker, _replaced.Token);
        }
    }

    internal void SessionEnded(HaProxyWorker worker)
    {
        lock (_network.Gate)
        {
            worker.Sessions--;
            _workers.RemoveAll(w => w.Stopping && w.Sessions == 0);
        }
    }

    /// <summary>The worker for a connection that was accepted while <paramref name="expected"/> was current.</summary>
    internal HaProxyWorker SessionBegins(HaProxyWorker expected)
    {
        lock (_network.Gate)
        {
            // If a reload has replaced that worker since then, the session must not start on it.
            if (_worker is { } current && current != expected && current.Slots.Wait(0, CancellationToken.None))
            {
                expected.Slots.Release();
                expected = current;
            }

            expected.Sessions++;
            return expected;
        }
    }
}

/// <summary>The exit code and output of <c>systemctl reload haproxy</c>.</summary>
public sealed record ReloadResult(int ExitCode, string Output);

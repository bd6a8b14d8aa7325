using System.Net.Sockets;

namespace HaDashboard.Simulation;

/// <summary>The HAProxy of one node: a process with workers behind a real Unix socket that speaks the runtime API.</summary>
public sealed class SimulatedHaProxy : IAsyncDisposable
{
    private static readonly WireFault Hanging = new(WireFaultKind.Hang);

    private readonly SimulatedNetwork _network;
    private readonly TimeProvider _time;
    private readonly List<HaProxyWorker> _workers = [];
    private HaProxyWorker? _worker;
    private CliListener? _listener;
    private CancellationTokenSource _replaced = new();
    private Socket? _deaf;
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

    /// <summary>What goes wrong on the wire; open sessions feel it too.</summary>
    public WireFault Fault
    {
        get => Unreachable() ? Hanging : _fault;
        set => _fault = value;
    }

    /// <summary>Asked at every reply: a node without a network hangs whatever else is wrong with it.</summary>
    internal Func<bool> Unreachable { get; set; } = static () => false;

    /// <summary>A reload that says it worked and starts no worker.</summary>
    public bool IgnoresReload { get; set; }

    public bool Running => _worker is not null;

    /// <summary>The pid of the worker that new sessions reach; null when the process is stopped.</summary>
    public int? Pid => _worker?.Pid;

    /// <summary>Workers that a reload has replaced and that an open session keeps alive.</summary>
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

    /// <summary>Starts the process. A broken file makes it fail, as it would at boot.</summary>
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

            _deaf?.Dispose();
            _pid++;
            NewWorker(configuration);
            _listener = new CliListener(Bind(), this, _time);
        }
    }

    /// <summary>Starts if the file allows it.</summary>
    internal bool TryStart()
    {
        if (HaProxyConfiguration.Parse(File.ReadAllText(Options.ConfigFile)).Errors.Count > 0)
        {
            return false;
        }

        Start();
        return true;
    }

    /// <summary>SIGTERM: sessions see EOF, the socket refuses.</summary>
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
        _deaf = Bind();
    }

    /// <summary>SIGUSR2: a new worker from the file as it is now. Sessions that are open stay with the old worker.</summary>
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
        _deaf?.Dispose();
        _replaced.Dispose();
        File.Delete(Options.SocketPath);
    }

    /// <summary>Puts a server into maintenance or takes it out, as somebody at the node would.</summary>
    internal void SetState(string backend, string server, bool maintenance)
    {
        var worker = _worker;
        worker?.Look(now =>
        {
            if (worker.TryFind(backend, server, out var proxy, out var found))
            {
                proxy.Change(found, now, () => found.SetAdmin(maintenance ? ServerRuntime.ForcedMaintenance : 0, now));
            }

            return true;
        });
    }

    /// <summary>Is there a server of the API that this node's clients would be sent to?</summary>
    internal bool CanServe(Func<string, bool> answers) =>
        _worker is { } worker
        && worker.Look(_ => worker.Proxies.Any(p => p.Servers.Any(s => s.Usable && answers(s.Line.Address))));

    /// <summary>The address of the server that the next connection goes to, in turn; null when there is none to send it to.</summary>
    internal string? NextServer(string backend) =>
        _worker?.Look(_ =>
        {
            var usable = _worker?.Backend(backend)?.Servers.Where(s => s.Usable).ToList();
            return usable is { Count: > 0 } ? usable[(int)(_turn++ % (uint)usable.Count)].Line.Address : null;
        });

    // A dead HAProxy leaves its socket file behind and connecting is refused. Bound but not listening gives just that.
    private Socket Bind()
    {
        File.Delete(Options.SocketPath);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Options.SocketPath));
        return socket;
    }

    // Cancelling runs whoever waits, so it is left to the caller, outside the lock.
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

    /// <summary>The worker a connection belongs to that was accepted while <paramref name="expected"/> was current.</summary>
    internal HaProxyWorker SessionBegins(HaProxyWorker expected)
    {
        lock (_network.Gate)
        {
            // A reload since then must not hand a new session to the worker that is going.
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

/// <summary>What <c>systemctl reload haproxy</c> would end with.</summary>
public sealed record ReloadResult(int ExitCode, string Output);

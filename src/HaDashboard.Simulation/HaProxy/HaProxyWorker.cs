using System.Diagnostics.CodeAnalysis;

namespace HaDashboard.Simulation;

/// <summary>One worker process: what a session talks to for as long as it lives. A reload makes another one.</summary>
internal sealed class HaProxyWorker
{
    private readonly TimeProvider _time;
    private readonly Lock _gate;

    public HaProxyWorker(
        SimulatedHaProxyOptions options,
        HaProxyConfiguration configuration,
        SimulatedNetwork network,
        TimeProvider time,
        int pid
    )
    {
        Options = options;
        Pid = pid;
        _time = time;
        _gate = network.Gate;
        StartedAt = time.GetUtcNow();
        Proxies =
        [
            .. configuration.Proxies.Select(section => new ProxyRuntime(
                section,
                address => network.Probe(options.Node, address),
                options.SessionsPerSecond,
                StartedAt
            )),
        ];
        Slots = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
    }

    public SimulatedHaProxyOptions Options { get; }

    public int Pid { get; }

    public DateTimeOffset StartedAt { get; }

    public IReadOnlyList<ProxyRuntime> Proxies { get; }

    /// <summary>The limit of connections is per process: a new worker starts with all of its own free.</summary>
    public SemaphoreSlim Slots { get; }

    public bool Stopping { get; private set; }

    public int Sessions { get; set; }

    public long Commands { get; private set; }

    public long BytesWritten { get; set; }

    /// <summary>Runs <paramref name="read"/> on a state that is up to date and holds still.</summary>
    public T Look<T>(Func<DateTimeOffset, T> read)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            Commands++;
            CatchUp(now);
            return read(now);
        }
    }

    public void CatchUp(DateTimeOffset now)
    {
        if (Stopping)
        {
            return; // A stopping worker runs no checks and gets no traffic: what it shows is frozen.
        }

        foreach (var proxy in Proxies)
        {
            proxy.CatchUp(now);
        }
    }

    public void Stop()
    {
        CatchUp(_time.GetUtcNow());
        Stopping = true;
    }

    public ProxyRuntime? Backend(string name) =>
        Proxies.FirstOrDefault(p => !p.Section.IsFrontend && p.Section.Name == name);

    public bool TryFind(
        string backend,
        string server,
        [NotNullWhen(true)] out ProxyRuntime? proxy,
        [NotNullWhen(true)] out ServerRuntime? found
    )
    {
        proxy = Backend(backend);
        found = proxy?.Servers.FirstOrDefault(s => s.Line.Name == server);
        return found is not null;
    }
}

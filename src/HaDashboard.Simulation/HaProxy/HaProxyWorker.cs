using System.Diagnostics.CodeAnalysis;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>One worker process. A session stays with its worker until the session ends. A reload starts another worker.</summary>
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
            .. configuration.Proxies.Select(section => new SimulatedProxy(
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

    public IReadOnlyList<SimulatedProxy> Proxies { get; }

    /// <summary>The free connections. The limit is per process, so a new worker starts with all of its slots free.</summary>
    public SemaphoreSlim Slots { get; }

    public bool Stopping { get; private set; }

    public int Sessions { get; set; }

    public long Commands { get; private set; }

    public long BytesWritten { get; set; }

    /// <summary>Updates the state to the current time and runs <paramref name="read"/> while nothing else can change it.</summary>
    public T Read<T>(Func<DateTimeOffset, T> read)
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
            return; // A stopping worker runs no checks and receives no traffic, so its numbers no longer change.
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

    public SimulatedProxy? Backend(string name) =>
        Proxies.FirstOrDefault(p => !p.Section.IsFrontend && p.Section.Name == name);

    public bool TryFind(
        string backend,
        string server,
        [NotNullWhen(true)] out SimulatedProxy? proxy,
        [NotNullWhen(true)] out SimulatedServer? found
    )
    {
        proxy = Backend(backend);
        found = proxy?.Servers.FirstOrDefault(s => s.Line.Name == server);
        return found is not null;
    }
}

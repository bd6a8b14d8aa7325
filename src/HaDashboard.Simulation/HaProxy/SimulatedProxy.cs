namespace HaDashboard.Simulation.HaProxy;

internal enum FrontendMode
{
    Open,
    Paused,
    Stopped,
}

/// <summary>
/// One proxy of one worker. No timer runs its health checks and its traffic: they are computed up to the current time when the state is
/// read. So an idle simulation costs nothing, and a test that advances the clock sees every check that was due.
/// </summary>
internal sealed class SimulatedProxy
{
    private const int BytesIn = 1_900;
    private const int BytesOut = 14_300;

    private readonly Func<string, Reachability> _probe;
    private readonly PriorityQueue<SimulatedServer, long> _due = new();
    private readonly double _sessionsPerSecond;
    private DateTimeOffset _trafficUntil;
    private DateTimeOffset? _downSince;
    private TimeSpan _down;
    private double _perWeight;
    private int _usableWeight;

    public SimulatedProxy(
        ProxySection section,
        Func<string, Reachability> probe,
        double sessionsPerSecond,
        DateTimeOffset now
    )
    {
        Section = section;
        _probe = probe;
        _sessionsPerSecond = sessionsPerSecond;
        _trafficUntil = LastChange = now;
        Servers = [.. section.Servers.Select((line, index) => new SimulatedServer(line, index + 1, now))];
        for (var i = 0; i < Servers.Count; i++)
        {
            // HAProxy spreads the first checks of a backend over the interval, so one server can be UP while the others still show
            // INI.
            var server = Servers[i];
            server.CheckStart = now + TimeSpan.FromMilliseconds((double)server.Line.Inter * i / Servers.Count);
            Count(server, +1);
            if (server.Line.Check)
            {
                _due.Enqueue(server, server.CheckStart.UtcTicks);
            }
        }
    }

    public ProxySection Section { get; }

    public IReadOnlyList<SimulatedServer> Servers { get; }

    public DateTimeOffset LastChange { get; private set; }

    public int DownTransitions { get; private set; }

    public double Sessions { get; private set; }

    public int UsableServers { get; private set; }

    public bool IsUp => _downSince is null;

    public TimeSpan Downtime(DateTimeOffset now) => _down + (now - (_downSince ?? now));

    public static long In(double sessions) => (long)sessions * BytesIn;

    public static long Out(double sessions) => (long)sessions * BytesOut;

    /// <summary>Runs the checks and the traffic that were due until <paramref name="now"/>.</summary>
    public void CatchUp(DateTimeOffset now)
    {
        while (_due.TryPeek(out var server, out var ticks) && ticks <= now.UtcTicks)
        {
            _due.Dequeue();
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            Step(server, at, now);
            _due.Enqueue(server, (server.Pending is null ? server.CheckStart : server.PendingUntil).UtcTicks);
        }

        Account(now);
    }

    /// <summary>Changes a server and updates the state of the backend.</summary>
    public void Change(SimulatedServer server, DateTimeOffset at, Action change)
    {
        Account(at);
        Count(server, -1);
        server.Settle(_perWeight, _sessionsPerSecond > 0 ? at : null);
        change();
        Count(server, +1);
        server.Join(_perWeight);
        UpdateBackend(at);
    }

    public FrontendMode Mode { get; set; }

    public void ClearCounters(bool all)
    {
        foreach (var server in Servers)
        {
            if (all)
            {
                server.ClearCounters(_perWeight);
            }
            else
            {
                server.ClearMaxima();
            }
        }

        (Sessions, DownTransitions) = all ? (0, 0) : (Sessions, DownTransitions);
    }

    public double SessionsOf(SimulatedServer server) => server.SessionsAt(_perWeight);

    public DateTimeOffset? LastSessionOf(SimulatedServer server) =>
        server.Usable && SessionsOf(server) >= 1 ? _trafficUntil : server.LastSession;

    /// <summary>The sessions open at <paramref name="now"/>: a few persistent connections whose number varies slightly.</summary>
    public int Current(SimulatedServer server, DateTimeOffset now)
    {
        if (!server.Running || SessionsOf(server) < 1)
        {
            return 0;
        }

        var breath = Math.Sin((now.ToUnixTimeSeconds() / 7.0) + server.Sid);
        if (server.KilledAt == now)
        {
            return 0; // The clients reconnect, but not at the same moment.
        }

        var current = (int)
            Math.Min(SessionsOf(server), Math.Max(1, Math.Round(_sessionsPerSecond * 2 * (1 + (0.3 * breath)))));
        server.MaxSessions = Math.Max(server.MaxSessions, current);
        return current;
    }

    public int Rate(SimulatedServer server)
    {
        var rate = server.Usable && SessionsOf(server) >= 1 ? (int)Math.Ceiling(_sessionsPerSecond / UsableServers) : 0;
        server.MaxRate = Math.Max(server.MaxRate, rate);
        return rate;
    }

    private void Step(SimulatedServer server, DateTimeOffset at, DateTimeOffset now)
    {
        if (server.Pending is { } outcome)
        {
            Conclude(server, outcome, at);
            return;
        }

        var inter = TimeSpan.FromMilliseconds(server.Line.Inter);
        if (server.InMaintenance || !server.Checked)
        {
            server.CheckStart = at + inter;
            return;
        }

        var result = _probe(server.Line.Address);
        if (server.Settled(result) && now - at > 16 * inter)
        {
            // Checks with the same result are skipped. Otherwise a test that advances the clock by a month would run a million of them.
            server.CheckStart = at + (((now - at) / inter > 2 ? (long)((now - at) / inter) - 2 : 1) * inter);
            return;
        }

        var lasts = Duration(server, result, at);
        server.CheckStart = at + inter;
        if (lasts == TimeSpan.Zero)
        {
            Conclude(server, result, at);
            return;
        }

        (server.Pending, server.PendingUntil) = (result, at + lasts);
    }

    // With a dropped SYN a check lasts for the whole check timeout, which is `inter` if that is shorter than `timeout connect`. Such a
    // server nearly always has a check running ("* L4TOUT"). Other checks end at once, except one in eight that finds the apiserver
    // busy.
    private static TimeSpan Duration(SimulatedServer server, Reachability result, DateTimeOffset at) =>
        result switch
        {
            Reachability.Dropping => TimeSpan.FromMilliseconds(Math.Min(server.Line.Inter, 5000)),
            Reachability.Accepting
                when server.LastCheck is not null
                    && ((at.ToUnixTimeMilliseconds() / server.Line.Inter) + server.Sid) % 8 == 0 =>
                TimeSpan.FromMilliseconds(120),
            _ => TimeSpan.Zero,
        };

    private void Conclude(SimulatedServer server, Reachability outcome, DateTimeOffset at) =>
        Change(server, at, () => server.Conclude(outcome, at));

    private void UpdateBackend(DateTimeOffset at)
    {
        var up = Servers.Count == 0 || UsableServers > 0;
        if (up == IsUp)
        {
            return;
        }

        if (up)
        {
            _down += at - _downSince!.Value;
            _downSince = null;
        }
        else
        {
            _downSince = at;
            DownTransitions++;
        }

        LastChange = at;
    }

    // Between two changes the shares are constant. So the sessions per unit of weight are one sum for the proxy, and a server's
    // sessions follow from the value of that sum when it joined. Ten thousand servers cost no more than three.
    private void Account(DateTimeOffset now)
    {
        if (now <= _trafficUntil)
        {
            return;
        }

        var sessions = _sessionsPerSecond * (now - _trafficUntil).TotalSeconds;
        _trafficUntil = now;
        Sessions += Section.IsFrontend ? 0 : sessions;
        _perWeight += _usableWeight == 0 ? 0 : sessions / _usableWeight;
    }

    private void Count(SimulatedServer server, int sign)
    {
        if (server.Usable)
        {
            UsableServers += sign;
            _usableWeight += sign * server.Weight;
        }
    }
}

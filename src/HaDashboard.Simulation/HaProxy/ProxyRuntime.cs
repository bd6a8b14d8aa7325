namespace HaDashboard.Simulation;

internal enum FrontendMode
{
    Open,
    Paused,
    Stopped,
}

/// <summary>One proxy of one worker. Its health checks and its traffic are not run by a timer but caught up with when somebody
/// looks: an idle simulation costs nothing, and a test that moves the clock sees every check that was due.</summary>
internal sealed class ProxyRuntime
{
    private const int BytesIn = 1_900;
    private const int BytesOut = 14_300;

    private readonly Func<string, Reachability> _probe;
    private readonly PriorityQueue<ServerRuntime, long> _due = new();
    private readonly double _sessionsPerSecond;
    private DateTimeOffset _trafficUntil;
    private DateTimeOffset? _downSince;
    private TimeSpan _down;
    private double _perWeight;
    private int _usableWeight;

    public ProxyRuntime(
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
        Servers = [.. section.Servers.Select((line, index) => new ServerRuntime(line, index + 1, now))];
        for (var i = 0; i < Servers.Count; i++)
        {
            // HAProxy spreads the first checks of a backend over the interval, which is why one server is UP while the
            // others still say INI.
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

    public IReadOnlyList<ServerRuntime> Servers { get; }

    public DateTimeOffset LastChange { get; private set; }

    public int DownTransitions { get; private set; }

    public double Sessions { get; private set; }

    public int UsableServers { get; private set; }

    public bool IsUp => _downSince is null;

    public TimeSpan Downtime(DateTimeOffset now) => _down + (now - (_downSince ?? now));

    public static long In(double sessions) => (long)sessions * BytesIn;

    public static long Out(double sessions) => (long)sessions * BytesOut;

    /// <summary>Runs what was due until <paramref name="now"/>.</summary>
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

    /// <summary>Changes a server and lets the backend notice.</summary>
    public void Change(ServerRuntime server, DateTimeOffset at, Action change)
    {
        Account(at);
        Count(server, -1);
        server.Settle(_perWeight, _sessionsPerSecond > 0 ? at : null);
        change();
        Count(server, +1);
        server.Join(_perWeight);
        Judge(at);
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

    public double SessionsOf(ServerRuntime server) => server.SessionsAt(_perWeight);

    public DateTimeOffset? LastSessionOf(ServerRuntime server) =>
        server.Usable && SessionsOf(server) >= 1 ? _trafficUntil : server.LastSession;

    /// <summary>Sessions open at <paramref name="now"/>: a few held connections that breathe a little.</summary>
    public int Current(ServerRuntime server, DateTimeOffset now)
    {
        if (!server.Running || SessionsOf(server) < 1)
        {
            return 0;
        }

        var breath = Math.Sin((now.ToUnixTimeSeconds() / 7.0) + server.Sid);
        if (server.KilledAt == now)
        {
            return 0; // they come again, but not in the same instant
        }

        var current = (int)
            Math.Min(SessionsOf(server), Math.Max(1, Math.Round(_sessionsPerSecond * 2 * (1 + (0.3 * breath)))));
        server.MaxSessions = Math.Max(server.MaxSessions, current);
        return current;
    }

    public int Rate(ServerRuntime server)
    {
        var rate = server.Usable && SessionsOf(server) >= 1 ? (int)Math.Ceiling(_sessionsPerSecond / UsableServers) : 0;
        server.MaxRate = Math.Max(server.MaxRate, rate);
        return rate;
    }

    private void Step(ServerRuntime server, DateTimeOffset at, DateTimeOffset now)
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

        var sees = _probe(server.Line.Address);
        if (server.Settled(sees) && now - at > 16 * inter)
        {
            // A test that moves the clock by a month must not pay for a million checks that all say the same.
            server.CheckStart = at + (((now - at) / inter > 2 ? (long)((now - at) / inter) - 2 : 1) * inter);
            return;
        }

        var lasts = Duration(server, sees, at);
        server.CheckStart = at + inter;
        if (lasts == TimeSpan.Zero)
        {
            Conclude(server, sees, at);
            return;
        }

        (server.Pending, server.PendingUntil) = (sees, at + lasts);
    }

    // A dropped SYN costs the whole check timeout, which is `inter` when that is shorter than `timeout connect`: such a server
    // has a check running nearly always ("* L4TOUT"). Other checks are over at once, but for one in eight that meets a busy apiserver.
    private static TimeSpan Duration(ServerRuntime server, Reachability sees, DateTimeOffset at) =>
        sees switch
        {
            Reachability.Dropping => TimeSpan.FromMilliseconds(Math.Min(server.Line.Inter, 5000)),
            Reachability.Accepting
                when server.LastCheck is not null
                    && ((at.ToUnixTimeMilliseconds() / server.Line.Inter) + server.Sid) % 8 == 0 =>
                TimeSpan.FromMilliseconds(120),
            _ => TimeSpan.Zero,
        };

    private void Conclude(ServerRuntime server, Reachability outcome, DateTimeOffset at) =>
        Change(server, at, () => server.Conclude(outcome, at));

    private void Judge(DateTimeOffset at)
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

    // Between two changes the shares are constant, so what each unit of weight has got is one integral, and a server's sessions
    // follow from where it joined: ten thousand servers cost no more than three.
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

    private void Count(ServerRuntime server, int sign)
    {
        if (server.Usable)
        {
            UsableServers += sign;
            _usableWeight += sign * server.Weight;
        }
    }
}

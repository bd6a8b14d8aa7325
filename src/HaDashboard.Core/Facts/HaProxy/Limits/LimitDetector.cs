using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy.Limits;

/// <summary>
/// Finds the limits that a HAProxy has reached. Loops, not queries: this runs with every poll of every node, and finds nothing in almost
/// all of them.
/// </summary>
internal static class LimitDetector
{
    private const double NearlyFull = 0.95;

    /// <param name="before">The poll before, of the same worker; null if there is none: then rejected connections are not known.</param>
    /// <param name="seconds">The time between the two polls.</param>
    internal static ImmutableArray<LimitReading> Of(HaProxyReading now, HaProxyReading? before, double seconds)
    {
        var found = ImmutableArray.CreateBuilder<LimitReading>();
        AddProcess(found, now.Process);
        foreach (var proxy in now.Proxies)
        {
            if (proxy.Backend is { } backend)
            {
                AddServers(found, proxy);
                AddQueue(found, proxy, backend);
            }

            if (proxy.Frontend is { } frontend)
            {
                AddFrontend(found, proxy, frontend, now.Process);
                AddRejected(found, proxy, frontend, before, seconds);
            }
        }

        return found.DrainToImmutable();
    }

    private static void AddProcess(ImmutableArray<LimitReading>.Builder found, ProcessInfo process)
    {
        if (process.Number("Maxconn") is { } limit and > 0 && process.Number("CurrConns") is { } connections)
        {
            if (connections >= limit)
            {
                found.Add(new LimitReading(LimitKind.ProcessConnections, null, limit, 0));
            }
            else if (connections >= limit * NearlyFull)
            {
                found.Add(new LimitReading(LimitKind.ProcessNearlyFull, null, limit, 0));
            }
        }

        AddProcessRate(found, process, LimitKind.ProcessConnectionRate, "ConnRate", "ConnRateLimit");
        AddProcessRate(found, process, LimitKind.ProcessSessionRate, "SessRate", "SessRateLimit");
    }

    private static void AddProcessRate(
        ImmutableArray<LimitReading>.Builder found,
        ProcessInfo process,
        LimitKind kind,
        string rate,
        string limit
    )
    {
        if (process.Number(limit) is { } most and > 0 && process.Number(rate) >= most)
        {
            found.Add(new LimitReading(kind, null, most, 0));
        }
    }

    private static void AddServers(ImmutableArray<LimitReading>.Builder found, Proxy proxy)
    {
        if (!HasFullServer(proxy))
        {
            return;
        }

        var used = UsedServers(proxy);
        if (used.All(IsFull))
        {
            var limit = used[0].Row.Number("slim");
            var isCommon = used.All(server => server.Row.Number("slim") == limit);
            found.Add(new LimitReading(LimitKind.Servers, proxy.Name.Value, isCommon ? limit : null, used.Length));
        }
    }

    private static bool HasFullServer(Proxy proxy)
    {
        foreach (var server in proxy.Servers)
        {
            if (!server.IsOutOfRotation && IsFull(server))
            {
                return true;
            }
        }

        return false;
    }

    // Backup servers get no connections while another server may.
    private static ImmutableArray<Server> UsedServers(Proxy proxy)
    {
        ImmutableArray<Server> available = [.. proxy.Servers.Where(server => !server.IsOutOfRotation)];
        ImmutableArray<Server> active = [.. available.Where(server => server.Row.Number("bck") is not > 0)];
        return active.IsEmpty ? available : active;
    }

    // Without maxconn the cell is empty: such a server is never full.
    private static bool IsFull(Server server) =>
        server.Row.Number("slim") is { } limit and > 0 && server.Row.Number("scur") >= limit;

    private static void AddQueue(ImmutableArray<LimitReading>.Builder found, Proxy proxy, Backend backend)
    {
        // The row of the backend counts only the connections that wait for any server.
        var waiting = backend.Row.Number("qcur") ?? 0;
        foreach (var server in proxy.Servers)
        {
            waiting += server.Row.Number("qcur") ?? 0;
        }

        if (waiting > 0)
        {
            found.Add(new LimitReading(LimitKind.Queue, proxy.Name.Value, null, waiting));
        }
    }

    // Without a maxconn of its own, a frontend has that of the process: then the process is at its limit, and not the frontend.
    private static void AddFrontend(
        ImmutableArray<LimitReading>.Builder found,
        Proxy proxy,
        Frontend frontend,
        ProcessInfo process
    )
    {
        var row = frontend.Row;
        if (
            row.Number("slim") is { } limit and > 0
            && row.Number("scur") >= limit
            && !(process.Number("Maxconn") <= limit)
        )
        {
            found.Add(new LimitReading(LimitKind.Connections, proxy.Name.Value, limit, 0));
        }

        if (row.Number("rate_lim") is { } most and > 0 && row.Number("rate") >= most)
        {
            found.Add(new LimitReading(LimitKind.SessionRate, proxy.Name.Value, most, 0));
        }
    }

    private static void AddRejected(
        ImmutableArray<LimitReading>.Builder found,
        Proxy proxy,
        Frontend frontend,
        HaProxyReading? before,
        double seconds
    )
    {
        if (Rejected(frontend) is not > 0 || before is null)
        {
            return;
        }

        var earlier = before.Proxies.FirstOrDefault(other => other.Id == proxy.Id && other.Name == proxy.Name);
        if (
            earlier?.Frontend is { } known
            && CounterRate.Of(Rejected(known), Rejected(frontend), seconds) is { } rate and >= 1
        )
        {
            found.Add(new LimitReading(LimitKind.Rejected, proxy.Name.Value, null, (long)rate));
        }
    }

    // In HTTP mode, denied requests are a decision about their content, such as a forbidden path, and no sign of load.
    private static long? Rejected(Frontend frontend)
    {
        var row = frontend.Row;
        var content = row.Text("mode") is "tcp" ? row.Number("dreq") : null;
        return (row.Number("dcon") ?? 0) + (row.Number("dses") ?? 0) + (content ?? 0);
    }
}

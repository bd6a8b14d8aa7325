using System.Globalization;
using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>The rows that <c>show stat &lt;iid|name&gt; &lt;type&gt; &lt;sid&gt;</c> requests; -1 means all.</summary>
internal readonly record struct StatFilter(int Iid, int Types, int Sid)
{
    public static StatFilter All { get; } = new(-1, -1, -1);

    /// <summary>True if the filter includes the row. The type is a sum: 1 frontends, 2 backends, 4 servers.</summary>
    public bool Matches(SimulatedProxy proxy, int type, int sid) =>
        (Iid < 0 || Iid == proxy.Section.Iid) && (Types & type) != 0 && (Sid < 0 || Sid == sid);
}

/// <summary>Writes the CSV of <c>show stat</c>.</summary>
internal static class ShowStat
{
    private static readonly string[] Zeros =
    [
        "qcur",
        "qmax",
        "bin",
        "bout",
        "dresp",
        "econ",
        "eresp",
        "wretr",
        "wredis",
        "cli_abrt",
        "srv_abrt",
        "qtime",
        "ctime",
        "rtime",
        "ttime",
        "wrew",
        "reuse",
        "qtime_max",
        "ctime_max",
        "rtime_max",
        "ttime_max",
        "eint",
    ];

    private static readonly string[] BackendZeros =
    [
        "dreq",
        "comp_in",
        "comp_out",
        "comp_byp",
        "comp_rsp",
        "agg_server_status",
        "agg_server_check_status",
        "agg_check_status",
    ];

    private static readonly string[] FrontendZeros =
    [
        "bin",
        "bout",
        "dreq",
        "dresp",
        "ereq",
        "rate_lim",
        "req_rate",
        "req_rate_max",
        "req_tot",
        "comp_in",
        "comp_out",
        "comp_byp",
        "comp_rsp",
        "dcon",
        "dses",
        "wrew",
        "eint",
    ];

    private static readonly string[] FrontendZerosSince28 =
    [
        "h1sess",
        "h2sess",
        "h3sess",
        "req_other",
        "h1req",
        "h2req",
        "h3req",
    ];

    private static readonly string[] ServerZeros =
    [
        "srv_icur",
        "idle_conn_cur",
        "safe_conn_cur",
        "used_conn_cur",
        "ssl_sess",
        "ssl_reused_sess",
        "ssl_failed_handshake",
        "srid",
    ];

    public static string Write(HaProxyWorker worker, StatFilter filter, DateTimeOffset now)
    {
        var text = new StringBuilder(4096);
        text.Append("# ").AppendJoin(',', worker.Options.Release.Columns).Append(",\n");
        foreach (var proxy in worker.Proxies)
        {
            if (proxy.Section.IsFrontend)
            {
                if (filter.Matches(proxy, 1, 0))
                {
                    Frontend(text, worker, proxy, now);
                }

                continue;
            }

            foreach (var server in proxy.Servers.Where(s => filter.Matches(proxy, 4, s.Sid)))
            {
                Server(text, worker, proxy, server, now);
            }

            if (filter.Matches(proxy, 2, 0))
            {
                Backend(text, worker, proxy, now);
            }
        }

        return text.ToString();
    }

    private static void Frontend(StringBuilder text, HaProxyWorker worker, SimulatedProxy proxy, DateTimeOffset now)
    {
        var row = Row(worker, proxy, "FRONTEND", 0, 0, FrontendZeros);
        row.SetAll(FrontendZerosSince28, "0");
        row.SetMuxCounters("0");
        var behind = proxy.Section.UseBackend is { } name ? worker.Backend(name) : null;
        var totals = behind is null ? default : Totals(behind, now);
        row["scur"] = row["smax"] = Text(totals.Current);
        row["smax"] = Text(totals.Max);
        row["slim"] = Text(worker.Options.MaxConn);
        row["stot"] = row["conn_tot"] = row["sess_other"] = Text((long)totals.Sessions);
        row["bin"] = Text(SimulatedProxy.In(totals.Sessions));
        row["bout"] = Text(SimulatedProxy.Out(totals.Sessions));
        row["status"] = worker.Stopping
            ? "STOP"
            : proxy.Mode switch
            {
                FrontendMode.Paused => "PAUSED",
                FrontendMode.Stopped => "STOP",
                _ => "OPEN",
            };
        row["rate"] = row["conn_rate"] = Text(totals.Rate);
        row["rate_max"] = row["conn_rate_max"] = Text(totals.MaxRate);
        row.AppendTo(text);
    }

    private static void Backend(StringBuilder text, HaProxyWorker worker, SimulatedProxy proxy, DateTimeOffset now)
    {
        var row = Row(worker, proxy, "BACKEND", 1, 0, Zeros);
        row.SetAll(BackendZeros, "0");
        row.SetMuxCounters("0");
        var totals = Totals(proxy, now);
        var usable = proxy.Servers.Where(s => s.Usable).ToList();
        row["scur"] = Text(totals.Current);
        row["smax"] = Text(totals.Max);
        row["slim"] = Text((worker.Options.MaxConn + 9) / 10);
        row["stot"] = row["lbtot"] = row["connect"] = Text((long)totals.Sessions);
        row["bin"] = Text(SimulatedProxy.In(totals.Sessions));
        row["bout"] = Text(SimulatedProxy.Out(totals.Sessions));
        row["status"] = proxy.IsUp ? "UP" : "DOWN";
        row["weight"] = row["uweight"] = Text(usable.Sum(s => s.Weight));
        row["act"] = Text(usable.Count(s => !s.Line.Backup));
        row["bck"] = Text(usable.Count(s => s.Line.Backup));
        row["chkdown"] = Text(proxy.DownTransitions);
        row["lastchg"] = Seconds(now - proxy.LastChange);
        row["downtime"] = Seconds(proxy.Downtime(now));
        row["rate"] = Text(totals.Rate);
        row["rate_max"] = Text(totals.MaxRate);
        row["lastsess"] = LastSession(proxy.Servers.Max(proxy.LastSessionOf), now);
        row["algo"] = proxy.Section.Balance;
        row.AppendTo(text);
    }

    private static void Server(
        StringBuilder text,
        HaProxyWorker worker,
        SimulatedProxy proxy,
        SimulatedServer server,
        DateTimeOffset now
    )
    {
        var row = Row(worker, proxy, server.Line.Name, 2, server.Sid, Zeros);
        row.SetAll(ServerZeros, "0");
        var current = worker.Stopping ? Math.Min(server.MaxSessions, 1) : proxy.Current(server, now);
        row["scur"] = Text(current);
        row["smax"] = Text(server.MaxSessions);
        row["stot"] = row["lbtot"] = row["connect"] = Text((long)proxy.SessionsOf(server));
        row["bin"] = Text(SimulatedProxy.In(proxy.SessionsOf(server)));
        row["bout"] = Text(SimulatedProxy.Out(proxy.SessionsOf(server)));
        row["status"] = server.Status(now);
        row["weight"] = row["uweight"] = Text(server.Weight);
        row["act"] = server.Line.Backup ? "0" : "1";
        row["bck"] = server.Line.Backup ? "1" : "0";
        row["lastchg"] = Seconds(now - server.LastChange);
        row["rate"] = Text(worker.Stopping ? 0 : proxy.Rate(server));
        row["rate_max"] = Text(server.MaxRate);
        row["lastsess"] = LastSession(proxy.LastSessionOf(server), now);
        row["addr"] = $"{server.Line.Address}:{Text(server.Line.Port)}";
        row["need_conn_est"] = server.LastCheck is null ? "0" : "1";
        Checks(row, server, now);
        row.AppendTo(text);
    }

    // Without a check, the counters of checks are empty. In maintenance, only the result of the last check is empty.
    private static void Checks(ShowStatRow row, SimulatedServer server, DateTimeOffset now)
    {
        if (!server.Checked)
        {
            return;
        }

        row["chkfail"] = Text(server.FailedChecks);
        row["chkdown"] = Text(server.DownTransitions);
        row["downtime"] = Seconds(server.Downtime(now));
        if (server.InMaintenance)
        {
            return;
        }

        var (status, duration, description, last) = server.LastCheck switch
        {
            null => ("INI", null, "Initializing", null),
            Reachability.Accepting => ("L4OK", "0", "Layer4 check passed", null),
            Reachability.Refusing => (
                "L4CON",
                "0",
                "Layer4 connection problem",
                "Connection refused at initial connection step of tcp-check"
            ),
            _ => ("L4TOUT", "2001", "Layer4 timeout", " at initial connection step of tcp-check"),
        };
        row["check_status"] = server.Pending is null ? status : "* " + status;
        row["check_duration"] = duration;
        row["check_desc"] = description;
        row["last_chk"] = last;
        row["check_rise"] = Text(server.Line.Rise);
        row["check_fall"] = Text(server.Line.Fall);
        row["check_health"] = Text(server.Health);
    }

    private static (double Sessions, int Current, int Max, int Rate, int MaxRate) Totals(
        SimulatedProxy proxy,
        DateTimeOffset now
    )
    {
        var totals = (Sessions: proxy.Sessions, Current: 0, Max: 0, Rate: 0, MaxRate: 0);
        foreach (var server in proxy.Servers)
        {
            totals.Current += proxy.Current(server, now);
            totals.Rate += proxy.Rate(server);
            totals.Max += server.MaxSessions;
            totals.MaxRate = Math.Max(totals.MaxRate, totals.Rate);
        }

        return totals;
    }

    private static ShowStatRow Row(
        HaProxyWorker worker,
        SimulatedProxy proxy,
        string svname,
        int type,
        int sid,
        string[] zeros
    )
    {
        var row = new ShowStatRow(worker.Options.Release);
        row.SetAll(zeros, "0");
        row["pxname"] = proxy.Section.Name;
        row["svname"] = svname;
        row["pid"] = "1"; // Not a process ID but the relative number of the process, which is always 1 in these versions.
        row["iid"] = Text(proxy.Section.Iid);
        row["sid"] = Text(sid);
        row["type"] = Text(type);
        row["mode"] = proxy.Section.Mode;
        row["-"] = "-";
        return row;
    }

    private static string LastSession(DateTimeOffset? last, DateTimeOffset now) =>
        last is { } at ? Seconds(now - at) : "-1";

    private static string Seconds(TimeSpan span) => Text((long)span.TotalSeconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Memory.Series;

namespace HaDashboard.Components.Stats;

/// <summary>All columns: hatop's four sets, more columns of the stats page, and every other column that HAProxy sends.</summary>
public static class StatColumnCatalog
{
    public static StatColumn Node { get; } =
        new("node", "NODE", 14, StatColumnKind.Node, "The node of the HAProxy") { Text = line => line.Node.Value };

    public static StatColumn Trend { get; } =
        new("trend", "TREND", 14, StatColumnKind.Trend, "Sessions over the last hour; a gap is a time without data")
        {
            Text = _ => null,
        };

    /// <summary>The trend of the traffic view. The number of sessions does not show the rate of new ones.</summary>
    public static StatColumn RateTrend { get; } =
        Trend with
        {
            Label = "RATE TREND",
            Title = "New sessions per second over the last hour; a gap is a time without data",
            Draws = TrendValue.SessionRate,
        };

    private static StatColumn Name { get; } =
        new("name", "NAME", 24, StatColumnKind.Name, "FRONTEND, BACKEND, or the name of the server or listener")
        {
            Text = line => line.Name,
            Tip = StatWords.Name,
        };

    private static StatColumn Weight { get; } =
        new(
            "weight",
            "W",
            5,
            StatColumnKind.Number,
            "Effective weight; with 0 the server gets no new traffic although its status is UP"
        )
        {
            Text = line => WeightOf(line) is { } weight ? StatNumber.Count(weight, 5) : null,
            Number = line => WeightOf(line),
            Tip = StatWords.Weight,
        };

    private static StatColumn Status { get; } =
        new("status", "STATUS", 27, StatColumnKind.Status, "Status according to HAProxy, and its duration")
        {
            Text = line => line.StatusText,
            Tip = StatWords.Status,
        };

    private static StatColumn Check { get; } =
        new("check_status", "CHECK", 9, StatColumnKind.Text, "The result of the last health check")
        {
            Text = line =>
                line.Server?.Check?.Code
                ?? (line.Row.Text("check_status") is { } code ? CheckStatus.Parse(code)?.Code : null),
            Tip = StatWords.Check,
        };

    private static ImmutableArray<StatColumn> StatusMode { get; } =
    [
        Name,
        Weight,
        Status,
        Check,
        Count("act", "ACT", 5, "Active servers (for a server: 1 if it is active)"),
        Count("bck", "BCK", 5, "Backup servers (for a server: 1 if it is a backup)"),
        Count("qcur", "QCUR", 7, "Requests in the queue", StatWords.Queue),
        Count("qmax", "QMAX", 7, "Maximum number of requests in the queue", StatWords.Queue),
        Count("scur", "SCUR", 8, "Current sessions", StatWords.Sessions),
        Count("smax", "SMAX", 8, "Maximum concurrent sessions", StatWords.Sessions),
        Count("slim", "SLIM", 8, "Session limit; empty: no limit"),
        Count("stot", "STOT", 9, "Total sessions", StatWords.Sessions),
    ];

    private static ImmutableArray<StatColumn> TrafficMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("lbtot", "LBTOT", 9, "How often the load balancer selected it"),
        Count("rate", "RATE", 7, "Sessions per second", StatWords.Rates),
        Count("rate_lim", "RLIM", 7, "Limit of sessions per second"),
        Count("rate_max", "RMAX", 7, "Maximum sessions per second", StatWords.Rates),
        Bytes("bin", "BIN", "Total bytes received"),
        PerSecondBytes("bin", "BIN/s"),
        Bytes("bout", "BOUT", "Total bytes sent"),
        PerSecondBytes("bout", "BOUT/s"),
    ];

    private static ImmutableArray<StatColumn> HttpMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("req_rate", "RATE", 7, "HTTP requests per second, counted by HAProxy", StatWords.Rates),
        Count("req_rate_max", "RMAX", 7, "Maximum HTTP requests per second", StatWords.Rates),
        Count("req_tot", "RTOT", 9, "Total HTTP requests"),
        PerSecond("req_tot", "REQ/s", "HTTP requests per second between the last two polls"),
        Count("hrsp_1xx", "1xx", 8, "Responses with status 1xx"),
        Count("hrsp_2xx", "2xx", 8, "Responses with status 2xx"),
        Count("hrsp_3xx", "3xx", 8, "Responses with status 3xx"),
        Count("hrsp_4xx", "4xx", 8, "Responses with status 4xx"),
        Count("hrsp_5xx", "5xx", 8, "Responses with status 5xx"),
        Count("hrsp_other", "?xx", 8, "Responses with another status"),
    ];

    private static ImmutableArray<StatColumn> ErrorsMode { get; } =
    [
        Name,
        Weight,
        Status,
        Check,
        Count("chkfail", "CF", 6, "Failed checks", StatWords.FailedChecks),
        Count("chkdown", "CD", 6, "Number of transitions from UP to DOWN", StatWords.FailedChecks),
        Seconds("lastchg", "CL", "Time since the last state change"),
        Count("econ", "ECONN", 7, "Failed connections to the server", StatWords.Resets),
        Count("ereq", "EREQ", 7, "Invalid or incomplete requests"),
        Count("eresp", "ERSP", 7, "Invalid or incomplete responses", StatWords.Resets),
        Count("dreq", "DREQ", 7, "Denied requests"),
        Count("dresp", "DRSP", 7, "Denied responses"),
        Seconds("downtime", "DOWN", "Total downtime"),
    ];

    /// <summary>The optional columns.</summary>
    public static ImmutableArray<StatColumn> More { get; } =
    [
        Trend,
        new(
            "uweight",
            "WEIGHT eff/user",
            15,
            StatColumnKind.Number,
            "Weight: effective / configured or set at run time"
        )
        {
            Text = line =>
                line.Number("uweight") is { } user
                    ? string.Create(CultureInfo.InvariantCulture, $"{WeightOf(line)}/{user}")
                    : null,
            Number = line => line.Number("uweight"),
            Tip = StatWords.Weight,
        },
        new("addr", "ADDRESS", 22, StatColumnKind.Text, "Address of the server")
        {
            Text = line => line.Server?.Address ?? line.Row.Text("addr"),
        },
        Text("tracked", "TRACKED", 18, "The server whose state it tracks"),
        Text("mode", "MODE", 6, "tcp, http or health"),
        Text("algo", "BALANCE", 12, "Load-balancing algorithm of the backend"),
        Text("last_chk", "LAST CHECK", 32, "Output of the last health check"),
        Text("last_agt", "LAST AGENT", 24, "Output of the last agent check"),
        Text("agent_status", "AGENT", 9, "The result of the last agent check"),
        Milliseconds("check_duration", "CHECK ms", "Duration of the last check"),
        Seconds("lastsess", "LAST SESSION", "Time since the last session", 12),
        Milliseconds("qtime", "Q ms", "Average queue time of the last 1024 requests"),
        Milliseconds("qtime_max", "Q ms max", "Maximum queue time"),
        Milliseconds("ctime", "C ms", "Average connect time of the last 1024 requests"),
        Milliseconds("ctime_max", "C ms max", "Maximum connect time"),
        Milliseconds("rtime", "R ms", "Average response time of the last 1024 requests; 0 in TCP mode"),
        Milliseconds("rtime_max", "R ms max", "Maximum response time"),
        Milliseconds("ttime", "T ms", "Whole session, average over the last 1024"),
        Milliseconds("ttime_max", "T ms max", "Whole session, maximum"),
        Count("throttle", "THROTTLE %", 10, "Share of its weight during slow start"),
        Count("qlimit", "QLIM", 7, "Queue limit"),
        Count("wretr", "RETRIES", 8, "Connection retries"),
        Count("wredis", "REDISP", 8, "Requests redispatched to another server"),
        Count("cli_abrt", "CLI ABRT", 8, "Sessions aborted by the client"),
        Count("srv_abrt", "SRV ABRT", 8, "Sessions aborted by the server"),
        Count("conn_rate", "CONN RATE", 9, "Connections per second"),
        Count("conn_rate_max", "CONN RMAX", 9, "Maximum connections per second"),
        Count("conn_tot", "CONN TOT", 9, "Total connections"),
        PerSecond("stot", "SESS/s", "Sessions per second between the last two polls"),
        PerSecondBytes("bin", "BIN/s"),
        PerSecondBytes("bout", "BOUT/s"),
        Count("srv_icur", "IDLE CONN", 9, "Idle connections to the server"),
        Count("used_conn_cur", "USED CONN", 9, "Used connections to the server"),
    ];

    private static readonly FrozenDictionary<StatMode, ImmutableArray<StatColumn>> Modes = new Dictionary<
        StatMode,
        ImmutableArray<StatColumn>
    >
    {
        [StatMode.Status] = StatusMode,
        [StatMode.Traffic] = TrafficMode,
        [StatMode.Http] = HttpMode,
        [StatMode.Errors] = ErrorsMode,
        [StatMode.Cli] = [],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, StatColumn> Named = Modes
        .Values.SelectMany(columns => columns)
        .Concat(More)
        .Append(Node)
        .DistinctBy(column => column.Id, StringComparer.Ordinal)
        .ToFrozenDictionary(column => column.Id, StringComparer.Ordinal);

    /// <summary>hatop's columns of a view, with the computed rates beside their counters.</summary>
    public static ImmutableArray<StatColumn> Of(StatMode mode) => Modes[mode];

    /// <summary>The column with this id. An unknown id is a column that HAProxy sends.</summary>
    /// <returns>null for a text that cannot be the name of a column.</returns>
    public static StatColumn? Find(string id) =>
        Named.GetValueOrDefault(id)
        ?? (id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_') ? Raw(id) : null);

    private static long? WeightOf(StatLine line) => line.Server?.Weight ?? line.Number("weight");

    private static StatColumn Count(
        string id,
        string label,
        int width,
        string title,
        Func<StatLine, string?>? tip = null
    ) =>
        new(id, label, width, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Count(value, width) : null,
            Number = line => line.Number(id),
            Tip = tip,
        };

    private static StatColumn Bytes(string id, string label, string title) =>
        new(id, label, 10, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Bytes(value) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn PerSecondBytes(string id, string label) =>
        new($"{id}_s", label, 10, StatColumnKind.Number, "Bytes per second between the last two polls")
        {
            IsOfTime = true,
            Text = line => line.Rate(id) is { } value ? StatNumber.Bytes(value) : null,
            Number = line => line.Rate(id),
        };

    private static StatColumn PerSecond(string id, string label, string title) =>
        new($"{id}_s", label, 8, StatColumnKind.Number, title)
        {
            IsOfTime = true,
            Text = line => line.Rate(id) is { } value ? StatNumber.Rate(value) : null,
            Number = line => line.Rate(id),
        };

    private static StatColumn Seconds(string id, string label, string title, int width = 6) =>
        new(id, label, width, StatColumnKind.Number, title)
        {
            IsOfTime = true,
            Text = line => line.Number(id) is { } value and >= 0 ? StatNumber.Seconds(value) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn Milliseconds(string id, string label, string title) =>
        new(id, label, 9, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Count(value, 9) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn Text(string id, string label, int width, string title) =>
        new(id, label, width, StatColumnKind.Text, title) { Text = line => line.Row.Text(id) };

    private static StatColumn Raw(string id) =>
        new(id, id, 14, StatColumnKind.Text, $"HAProxy column {id}, unchanged")
        {
            IsOfTime = true,
            Text = line => line.Row.Text(id),
            Number = line => line.Number(id),
        };
}

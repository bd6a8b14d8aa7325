using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Memory.Series;

namespace HaDashboard.Components.Stats;

/// <summary>Every column there is: hatop's four sets, what the stats page has beyond them, and whatever else this HAProxy sends.</summary>
public static class StatColumnCatalog
{
    public static StatColumn Node { get; } =
        new("node", "NODE", 14, StatColumnKind.Node, "The node whose HAProxy says this")
        {
            Text = line => line.Node.Value,
        };

    public static StatColumn Trend { get; } =
        new("trend", "TREND", 14, StatColumnKind.Trend, "Sessions over the last hour; a gap is a time nobody observed")
        {
            Text = _ => null,
        };

    /// <summary>The trend where the mode is about rates: how many sessions there are tells nothing of how many come.</summary>
    public static StatColumn RateTrend { get; } =
        Trend with
        {
            Label = "RATE TREND",
            Title = "New sessions a second over the last hour; a gap is a time nobody observed",
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
            "Effective weight; 0 takes no new traffic although the status says UP"
        )
        {
            Text = line => WeightOf(line) is { } weight ? StatNumber.Count(weight, 5) : null,
            Number = line => WeightOf(line),
            Tip = StatWords.Weight,
        };

    private static StatColumn Status { get; } =
        new("status", "STATUS", 27, StatColumnKind.Status, "What HAProxy says of it, and for how long")
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
        Count("act", "ACT", 5, "Active servers (of a server: 1 where it is one)"),
        Count("bck", "BCK", 5, "Backup servers (of a server: 1 where it is one)"),
        Count("qcur", "QCUR", 7, "Requests waiting in the queue now", StatWords.Queue),
        Count("qmax", "QMAX", 7, "The longest queue so far", StatWords.Queue),
        Count("scur", "SCUR", 8, "Sessions now", StatWords.Sessions),
        Count("smax", "SMAX", 8, "The most sessions at a time so far", StatWords.Sessions),
        Count("slim", "SLIM", 8, "The most sessions allowed; nothing: no limit"),
        Count("stot", "STOT", 9, "Sessions in all", StatWords.Sessions),
    ];

    private static ImmutableArray<StatColumn> TrafficMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("lbtot", "LBTOT", 9, "How often it was chosen by the load balancer"),
        Count("rate", "RATE", 7, "Sessions a second", StatWords.Rates),
        Count("rate_lim", "RLIM", 7, "The most sessions a second allowed"),
        Count("rate_max", "RMAX", 7, "The most sessions a second so far", StatWords.Rates),
        Bytes("bin", "BIN", "Bytes received in all"),
        PerSecondBytes("bin", "BIN/s"),
        Bytes("bout", "BOUT", "Bytes sent in all"),
        PerSecondBytes("bout", "BOUT/s"),
    ];

    private static ImmutableArray<StatColumn> HttpMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("req_rate", "RATE", 7, "HTTP requests a second, as HAProxy counts", StatWords.Rates),
        Count("req_rate_max", "RMAX", 7, "The most HTTP requests a second so far", StatWords.Rates),
        Count("req_tot", "RTOT", 9, "HTTP requests in all"),
        PerSecond("req_tot", "REQ/s", "HTTP requests a second, between the last two polls"),
        Count("hrsp_1xx", "1xx", 8, "Answers of status 1xx"),
        Count("hrsp_2xx", "2xx", 8, "Answers of status 2xx"),
        Count("hrsp_3xx", "3xx", 8, "Answers of status 3xx"),
        Count("hrsp_4xx", "4xx", 8, "Answers of status 4xx"),
        Count("hrsp_5xx", "5xx", 8, "Answers of status 5xx"),
        Count("hrsp_other", "?xx", 8, "Answers of any other status"),
    ];

    private static ImmutableArray<StatColumn> ErrorsMode { get; } =
    [
        Name,
        Weight,
        Status,
        Check,
        Count("chkfail", "CF", 6, "Failed checks", StatWords.FailedChecks),
        Count("chkdown", "CD", 6, "How often it went from UP to DOWN", StatWords.FailedChecks),
        Seconds("lastchg", "CL", "Since the last change of state"),
        Count("econ", "ECONN", 7, "Connections to the server that failed", StatWords.Resets),
        Count("ereq", "EREQ", 7, "Requests that were broken or not finished"),
        Count("eresp", "ERSP", 7, "Answers that were broken or not finished", StatWords.Resets),
        Count("dreq", "DREQ", 7, "Requests denied"),
        Count("dresp", "DRSP", 7, "Answers denied"),
        Seconds("downtime", "DOWN", "Time down in all"),
    ];

    /// <summary>Columns by choice, offered by name.</summary>
    public static ImmutableArray<StatColumn> More { get; } =
    [
        Trend,
        new("uweight", "WEIGHT eff/user", 15, StatColumnKind.Number, "Weight: effective / as configured or set")
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
        Text("tracked", "TRACKED", 18, "The server whose state it follows"),
        Text("mode", "MODE", 6, "tcp, http or health"),
        Text("algo", "BALANCE", 12, "How the backend chooses a server"),
        Text("last_chk", "LAST CHECK", 32, "What the last check was told"),
        Text("last_agt", "LAST AGENT", 24, "What the agent said last"),
        Text("agent_status", "AGENT", 9, "The result of the last agent check"),
        Milliseconds("check_duration", "CHECK ms", "How long the last check took"),
        Seconds("lastsess", "LAST SESSION", "Since the last session", 12),
        Milliseconds("qtime", "Q ms", "Time in the queue, average over the last 1024"),
        Milliseconds("qtime_max", "Q ms max", "Time in the queue, maximum"),
        Milliseconds("ctime", "C ms", "Time to connect, average over the last 1024"),
        Milliseconds("ctime_max", "C ms max", "Time to connect, maximum"),
        Milliseconds("rtime", "R ms", "Time to the answer, average over the last 1024; 0 in tcp mode"),
        Milliseconds("rtime_max", "R ms max", "Time to the answer, maximum"),
        Milliseconds("ttime", "T ms", "Whole session, average over the last 1024"),
        Milliseconds("ttime_max", "T ms max", "Whole session, maximum"),
        Count("throttle", "THROTTLE %", 10, "Share of its weight during slow start"),
        Count("qlimit", "QLIM", 7, "The longest queue allowed"),
        Count("wretr", "RETRIES", 8, "Connections tried again"),
        Count("wredis", "REDISP", 8, "Requests sent to another server after a failure"),
        Count("cli_abrt", "CLI ABRT", 8, "Sessions ended by the client"),
        Count("srv_abrt", "SRV ABRT", 8, "Sessions ended by the server"),
        Count("conn_rate", "CONN RATE", 9, "Connections a second"),
        Count("conn_rate_max", "CONN RMAX", 9, "The most connections a second so far"),
        Count("conn_tot", "CONN TOT", 9, "Connections in all"),
        PerSecond("stot", "SESS/s", "Sessions a second, between the last two polls"),
        PerSecondBytes("bin", "BIN/s"),
        PerSecondBytes("bout", "BOUT/s"),
        Count("srv_icur", "IDLE CONN", 9, "Idle connections kept to the server"),
        Count("used_conn_cur", "USED CONN", 9, "Connections to the server in use"),
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

    /// <summary>hatop's columns of a mode, and the computed rates beside the counters they come from.</summary>
    public static ImmutableArray<StatColumn> Of(StatMode mode) => Modes[mode];

    /// <summary>The column of this name; a name that nobody here knows is a column of the HAProxy that sends it.</summary>
    /// <returns>null for what can't be a column's name.</returns>
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
        new($"{id}_s", label, 10, StatColumnKind.Number, "Bytes a second, between the last two polls")
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
        new(id, id, 14, StatColumnKind.Text, $"HAProxy's column {id}, as sent")
        {
            IsOfTime = true,
            Text = line => line.Row.Text(id),
            Number = line => line.Number(id),
        };
}

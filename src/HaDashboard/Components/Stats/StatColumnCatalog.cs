using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Memory.Series;

namespace HaDashboard.Components.Stats;

/// <summary>All columns: hatop's four sets, more columns of the stats page, and every other column that HAProxy sends.</summary>
public static class StatColumnCatalog
{
    public static StatColumn Node { get; } =
        new("node", StatColumnTexts.NodeLabel, 14, StatColumnKind.Node, StatColumnTexts.NodeTitle)
        {
            Text = line => line.Node.Value,
        };

    public static StatColumn Trend { get; } =
        new("trend", StatColumnTexts.TrendLabel, 14, StatColumnKind.Trend, StatColumnTexts.TrendTitle)
        {
            Text = _ => null,
        };

    /// <summary>The trend of the traffic view. The number of sessions does not show the rate of new ones.</summary>
    public static StatColumn RateTrend { get; } =
        Trend with
        {
            Label = StatColumnTexts.RateTrendLabel,
            Title = StatColumnTexts.RateTrendTitle,
            Draws = TrendValue.SessionRate,
        };

    private static StatColumn Name { get; } =
        new("name", Message.Verbatim("NAME"), 24, StatColumnKind.Name, StatColumnTexts.NameTitle)
        {
            Text = line => line.Name,
            Tip = StatWords.Name,
        };

    private static StatColumn Weight { get; } =
        new("weight", Message.Verbatim("W"), 5, StatColumnKind.Number, StatColumnTexts.WeightTitle)
        {
            Text = line => WeightOf(line) is { } weight ? StatNumber.Count(weight, 5) : null,
            Number = line => WeightOf(line),
            Tip = StatWords.Weight,
        };

    private static StatColumn Status { get; } =
        new("status", Message.Verbatim("STATUS"), 27, StatColumnKind.Status, StatColumnTexts.StatusTitle)
        {
            Text = line => line.StatusText,
            Tip = StatWords.Status,
        };

    private static StatColumn Check { get; } =
        new("check_status", Message.Verbatim("CHECK"), 9, StatColumnKind.Text, StatColumnTexts.CheckTitle)
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
        Count("act", "ACT", 5, StatColumnTexts.ActiveTitle),
        Count("bck", "BCK", 5, StatColumnTexts.BackupTitle),
        Count("qcur", "QCUR", 7, StatColumnTexts.QueueTitle, StatWords.Queue),
        Count("qmax", "QMAX", 7, StatColumnTexts.QueueMaximumTitle, StatWords.Queue),
        Count("scur", "SCUR", 8, StatColumnTexts.SessionsTitle, StatWords.Sessions),
        Count("smax", "SMAX", 8, StatColumnTexts.SessionsMaximumTitle, StatWords.Sessions),
        Count("slim", "SLIM", 8, StatColumnTexts.SessionLimitTitle),
        Count("stot", "STOT", 9, StatColumnTexts.SessionsTotalTitle, StatWords.Sessions),
    ];

    private static ImmutableArray<StatColumn> TrafficMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("lbtot", "LBTOT", 9, StatColumnTexts.SelectedTitle),
        Count("rate", "RATE", 7, StatColumnTexts.SessionRateTitle, StatWords.Rates),
        Count("rate_lim", "RLIM", 7, StatColumnTexts.SessionRateLimitTitle),
        Count("rate_max", "RMAX", 7, StatColumnTexts.SessionRateMaximumTitle, StatWords.Rates),
        Bytes("bin", "BIN", StatColumnTexts.BytesInTitle),
        PerSecondBytes("bin", "BIN/s"),
        Bytes("bout", "BOUT", StatColumnTexts.BytesOutTitle),
        PerSecondBytes("bout", "BOUT/s"),
    ];

    private static ImmutableArray<StatColumn> HttpMode { get; } =
    [
        Name,
        Weight,
        Status,
        Count("req_rate", "RATE", 7, StatColumnTexts.RequestRateTitle, StatWords.Rates),
        Count("req_rate_max", "RMAX", 7, StatColumnTexts.RequestRateMaximumTitle, StatWords.Rates),
        Count("req_tot", "RTOT", 9, StatColumnTexts.RequestsTotalTitle),
        PerSecond("req_tot", "REQ/s", StatColumnTexts.RequestRatePolledTitle),
        Count("hrsp_1xx", "1xx", 8, StatColumnTexts.ResponsesTitle("1xx")),
        Count("hrsp_2xx", "2xx", 8, StatColumnTexts.ResponsesTitle("2xx")),
        Count("hrsp_3xx", "3xx", 8, StatColumnTexts.ResponsesTitle("3xx")),
        Count("hrsp_4xx", "4xx", 8, StatColumnTexts.ResponsesTitle("4xx")),
        Count("hrsp_5xx", "5xx", 8, StatColumnTexts.ResponsesTitle("5xx")),
        Count("hrsp_other", "?xx", 8, StatColumnTexts.ResponsesOtherTitle),
    ];

    private static ImmutableArray<StatColumn> ErrorsMode { get; } =
    [
        Name,
        Weight,
        Status,
        Check,
        Count("chkfail", "CF", 6, StatColumnTexts.FailedChecksTitle, StatWords.FailedChecks),
        Count("chkdown", "CD", 6, StatColumnTexts.DownTransitionsTitle, StatWords.FailedChecks),
        Seconds("lastchg", "CL", StatColumnTexts.LastChangeTitle),
        Count("econ", "ECONN", 7, StatColumnTexts.ConnectionErrorsTitle, StatWords.Resets),
        Count("ereq", "EREQ", 7, StatColumnTexts.RequestErrorsTitle),
        Count("eresp", "ERSP", 7, StatColumnTexts.ResponseErrorsTitle, StatWords.Resets),
        Count("dreq", "DREQ", 7, StatColumnTexts.DeniedRequestsTitle),
        Count("dresp", "DRSP", 7, StatColumnTexts.DeniedResponsesTitle),
        Seconds("downtime", "DOWN", StatColumnTexts.DowntimeTitle),
    ];

    /// <summary>The optional columns.</summary>
    public static ImmutableArray<StatColumn> More { get; } =
    [
        Trend,
        new("uweight", StatColumnTexts.BothWeightsLabel, 15, StatColumnKind.Number, StatColumnTexts.BothWeightsTitle)
        {
            Text = line =>
                line.Number("uweight") is { } user
                    ? string.Create(CultureInfo.InvariantCulture, $"{WeightOf(line)}/{user}")
                    : null,
            Number = line => line.Number("uweight"),
            Tip = StatWords.Weight,
        },
        new("addr", StatColumnTexts.AddressLabel, 22, StatColumnKind.Text, StatColumnTexts.AddressTitle)
        {
            Text = line => line.Server?.Address ?? line.Row.Text("addr"),
        },
        Text("tracked", StatColumnTexts.TrackedLabel, 18, StatColumnTexts.TrackedTitle),
        Text("mode", StatColumnTexts.ModeLabel, 6, StatColumnTexts.ModeTitle),
        Text("algo", StatColumnTexts.BalanceLabel, 12, StatColumnTexts.BalanceTitle),
        Text("last_chk", StatColumnTexts.LastCheckLabel, 32, StatColumnTexts.LastCheckTitle),
        Text("last_agt", StatColumnTexts.LastAgentLabel, 24, StatColumnTexts.LastAgentTitle),
        Text("agent_status", StatColumnTexts.AgentLabel, 9, StatColumnTexts.AgentTitle),
        Milliseconds("check_duration", "CHECK ms", StatColumnTexts.CheckDurationTitle),
        Seconds("lastsess", "LAST SESSION", StatColumnTexts.LastSessionTitle, 12),
        Milliseconds("qtime", "Q ms", StatColumnTexts.QueueTimeTitle),
        Milliseconds("qtime_max", "Q ms max", StatColumnTexts.QueueTimeMaximumTitle),
        Milliseconds("ctime", "C ms", StatColumnTexts.ConnectTimeTitle),
        Milliseconds("ctime_max", "C ms max", StatColumnTexts.ConnectTimeMaximumTitle),
        Milliseconds("rtime", "R ms", StatColumnTexts.ResponseTimeTitle),
        Milliseconds("rtime_max", "R ms max", StatColumnTexts.ResponseTimeMaximumTitle),
        Milliseconds("ttime", "T ms", StatColumnTexts.TotalTimeTitle),
        Milliseconds("ttime_max", "T ms max", StatColumnTexts.TotalTimeMaximumTitle),
        Count("throttle", "THROTTLE %", 10, StatColumnTexts.ThrottleTitle),
        Count("qlimit", "QLIM", 7, StatColumnTexts.QueueLimitTitle),
        Count("wretr", "RETRIES", 8, StatColumnTexts.RetriesTitle),
        Count("wredis", "REDISP", 8, StatColumnTexts.RedispatchesTitle),
        Count("cli_abrt", "CLI ABRT", 8, StatColumnTexts.ClientAbortsTitle),
        Count("srv_abrt", "SRV ABRT", 8, StatColumnTexts.ServerAbortsTitle),
        Count("conn_rate", "CONN RATE", 9, StatColumnTexts.ConnectionRateTitle),
        Count("conn_rate_max", "CONN RMAX", 9, StatColumnTexts.ConnectionRateMaximumTitle),
        Count("conn_tot", "CONN TOT", 9, StatColumnTexts.ConnectionsTotalTitle),
        PerSecond("stot", "SESS/s", StatColumnTexts.SessionRatePolledTitle),
        PerSecondBytes("bin", "BIN/s"),
        PerSecondBytes("bout", "BOUT/s"),
        Count("srv_icur", "IDLE CONN", 9, StatColumnTexts.IdleConnectionsTitle),
        Count("used_conn_cur", "USED CONN", 9, StatColumnTexts.UsedConnectionsTitle),
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
        Message title,
        Func<StatLine, string?>? tip = null
    ) =>
        new(id, Message.Verbatim(label), width, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Count(value, width) : null,
            Number = line => line.Number(id),
            Tip = tip,
        };

    private static StatColumn Bytes(string id, string label, Message title) =>
        new(id, Message.Verbatim(label), 10, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Bytes(value) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn PerSecondBytes(string id, string label) =>
        new($"{id}_s", Message.Verbatim(label), 10, StatColumnKind.Number, StatColumnTexts.BytesRateTitle)
        {
            IsOfTime = true,
            Text = line => line.Rate(id) is { } value ? StatNumber.Bytes(value) : null,
            Number = line => line.Rate(id),
        };

    private static StatColumn PerSecond(string id, string label, Message title) =>
        new($"{id}_s", Message.Verbatim(label), 8, StatColumnKind.Number, title)
        {
            IsOfTime = true,
            Text = line => line.Rate(id) is { } value ? StatNumber.Rate(value) : null,
            Number = line => line.Rate(id),
        };

    private static StatColumn Seconds(string id, string label, Message title, int width = 6) =>
        new(id, Message.Verbatim(label), width, StatColumnKind.Number, title)
        {
            IsOfTime = true,
            Text = line => line.Number(id) is { } value and >= 0 ? StatNumber.Seconds(value) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn Milliseconds(string id, string label, Message title) =>
        new(id, Message.Verbatim(label), 9, StatColumnKind.Number, title)
        {
            Text = line => line.Number(id) is { } value ? StatNumber.Count(value, 9) : null,
            Number = line => line.Number(id),
        };

    private static StatColumn Text(string id, Message label, int width, Message title) =>
        new(id, label, width, StatColumnKind.Text, title) { Text = line => line.Row.Text(id) };

    private static StatColumn Raw(string id) =>
        new(id, Message.Verbatim(id), 14, StatColumnKind.Text, StatColumnTexts.RawTitle(id))
        {
            IsOfTime = true,
            Text = line => line.Row.Text(id),
            Number = line => line.Number(id),
        };
}

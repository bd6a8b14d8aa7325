using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Stats;

/// <summary>The tooltips of HAProxy's stats page in words; null where there is nothing to add.</summary>
public static class StatWords
{
    private static readonly (string Column, Message Name)[] Protocols =
    [
        ("h1sess", Message.Verbatim("HTTP/1")),
        ("h2sess", Message.Verbatim("HTTP/2")),
        ("h3sess", Message.Verbatim("HTTP/3")),
        ("sess_other", StatTexts.OtherKind),
    ];
    private static readonly (string Column, Message Name)[] Classes =
    [
        ("hrsp_1xx", Message.Verbatim("1xx")),
        ("hrsp_2xx", Message.Verbatim("2xx")),
        ("hrsp_3xx", Message.Verbatim("3xx")),
        ("hrsp_4xx", Message.Verbatim("4xx")),
        ("hrsp_5xx", Message.Verbatim("5xx")),
        ("hrsp_other", StatTexts.OtherKind),
    ];

    /// <summary>The meaning of a check code, from hatop's glossary and HAProxy's management guide.</summary>
    public static Message? Glossary(string? code) =>
        code switch
        {
            "UNK" => StatTexts.CheckUnk,
            "INI" => StatTexts.CheckIni,
            "SOCKERR" => StatTexts.CheckSockErr,
            "L4OK" => StatTexts.CheckL4Ok,
            "L4TOUT" => StatTexts.CheckL4Tout,
            "L4CON" => StatTexts.CheckL4Con,
            "L6OK" => StatTexts.CheckL6Ok,
            "L6TOUT" => StatTexts.CheckL6Tout,
            "L6RSP" => StatTexts.CheckL6Rsp,
            "L7OK" => StatTexts.CheckL7Ok,
            "L7OKC" => StatTexts.CheckL7Okc,
            "L7TOUT" => StatTexts.CheckL7Tout,
            "L7RSP" => StatTexts.CheckL7Rsp,
            "L7STS" => StatTexts.CheckL7Sts,
            "PROCERR" => StatTexts.CheckProcErr,
            "PROCTOUT" => StatTexts.CheckProcTout,
            "PROCOK" => StatTexts.CheckProcOk,
            "CHECKED" => StatTexts.CheckChecked,
            _ => null,
        };

    /// <summary>The whole row in sentences, for screen readers and for the tooltip of the focused row.</summary>
    public static string Row(StatLine line)
    {
        object state = line.Style.Note is { } note
            ? (object)StatTexts.StateAndNote(line.Style.Word, note)
            : line.Style.Word;
        string row = line.Stale
            ? StatTexts.StaleRow(line.Kind, line.Proxy, line.Name, line.Node, state)
            : StatTexts.Row(line.Kind, line.Proxy, line.Name, line.Node, state);
        return string.Join(' ', new[] { row, Status(line), Check(line), Weight(line) }.Where(part => part is not null));
    }

    public static string? Name(StatLine line)
    {
        var address = line.Server?.Address ?? line.Row.Text("addr");
        var parts = new[]
        {
            address is null ? null : StatTexts.Address(address),
            line.Row.Text("cookie") is { } cookie ? StatTexts.Cookie(Excerpt(cookie)) : null,
            line.Row.Text("algo") is { } algo ? StatTexts.Balance(algo) : null,
            line.Row.Text("mode") is { } mode ? StatTexts.Mode(mode) : null,
            line.Row.Text("tracked") is { } tracked ? StatTexts.Tracks(tracked) : null,
        }.Where(part => part is not null);
        return string.Join(", ", parts) is { Length: > 0 } facts
            ? StatTexts.NameAndFacts(line.Name, facts).ToString()
            : line.Name;
    }

    /// <summary>The state in words. HAProxy's progress n/m becomes the number of checks that passed or failed.</summary>
    public static string? Status(StatLine line) =>
        line.Server switch
        {
            null => null,
            { Status.State: ServerOperationalState.Maint, Status.Detail: { } detail } => StatTexts.MaintDetail(detail),
            { Status.State: ServerOperationalState.Maint } => StatTexts.Maint,
            { Status.State: ServerOperationalState.Drain } => StatTexts.Drain,
            { Status.State: ServerOperationalState.NoLb } => StatTexts.NoLb,
            { Status.State: ServerOperationalState.NoCheck } => StatTexts.NoCheck,
            {
                Status.State: ServerOperationalState.Down,
                Status: { IsGoingUp: true, Progress: { } n, ProgressOf: { } m }
            } => StatTexts.GoingUp(n, m),
            { Status.State: ServerOperationalState.Up, Check.IsInitial: true } => StatTexts.NotYetChecked,
            {
                Status.State: ServerOperationalState.Up,
                IsGoingDown: true,
                Status: { Progress: { } n, ProgressOf: { } m }
            } => StatTexts.GoingDown(m - n, m),
            _ => null,
        };

    public static string? Check(StatLine line)
    {
        if (line.Server?.Check is not { } check)
        {
            return Agent(line);
        }

        object meaning = Glossary(check.Code) ?? (object?)line.Row.Text("check_desc") ?? StatTexts.CheckOther;
        var code = line.Row.Text("check_code") is { } number ? $"{check.Code} {number}" : check.Code;
        string?[] parts =
        [
            line.Number("check_duration") is { } ms
                ? StatTexts.LastCheckTook(code, meaning, ms)
                : StatTexts.LastCheck(code, meaning),
            line.Row.Text("last_chk") is { } output ? StatTexts.CheckOutput(Excerpt(output)) : null,
            check.Running ? StatTexts.CheckRunning : null,
            FailedChecks(line),
            Agent(line),
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    public static string? FailedChecks(StatLine line) =>
        line.Number("chkfail") is { } failed and > 0
            ? StatTexts.FailedChecks(failed, line.Number("chkdown") ?? 0)
            : null;

    public static string? Weight(StatLine line)
    {
        if (line.Server is not { } server)
        {
            return null;
        }

        var zero = server is { Weight: 0, Status.State: ServerOperationalState.Up } ? StatTexts.WeightZero : null;
        var set =
            line.Number("uweight") is { } user && (user != server.Weight || zero is not null)
                ? StatTexts.WeightSet(server.Weight, user)
                : null;
        return set is null ? zero
            : zero is null ? set
            : Message.Join(" ", set, zero);
    }

    public static string? Queue(StatLine line) =>
        Join(Times(line, "qtime"), line.Number("qlimit") is { } limit ? StatTexts.QueueLimit(limit) : null);

    public static string? Sessions(StatLine line) =>
        Join(
            Kinds(line),
            Times(line, "qtime"),
            Times(line, "ctime"),
            line.IsTcp ? null : Times(line, "rtime"),
            Times(line, "ttime")
        );

    public static string? Rates(StatLine line) =>
        Join(
            Pair(line, "conn_rate", "conn_rate_max"),
            Pair(line, "rate", "rate_max"),
            Pair(line, "req_rate", "req_rate_max")
        );

    public static string? Resets(StatLine line) =>
        Join(
            line.Number("cli_abrt") is { } client ? StatTexts.AbortedByClient(client) : null,
            line.Number("srv_abrt") is { } server ? StatTexts.AbortedByServer(server) : null
        );

    private static string? Agent(StatLine line) =>
        line.Row.Text("agent_status") is { } code
            ? (Glossary(CheckStatus.Parse(code)?.Code), line.Row.Text("last_agt")) switch
            {
                ({ } meaning, { } output) => StatTexts.AgentMeaningOutput(code, meaning, Excerpt(output)),
                ({ } meaning, null) => StatTexts.AgentMeaning(code, meaning),
                (null, { } output) => StatTexts.AgentOutput(code, Excerpt(output)),
                _ => StatTexts.Agent(code),
            }
            : null;

    private static string? Kinds(StatLine line)
    {
        var kinds = (line.IsTcp ? Protocols : Protocols.Concat(Classes))
            .Where(kind => line.Number(kind.Column) is > 0)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{line.Number(kind.Column)} {kind.Name}"));
        return string.Join(", ", kinds) is { Length: > 0 } text ? StatTexts.SessionKinds(text) : null;
    }

    private static string? Times(StatLine line, string column) =>
        line.Number(column) is { } average
            ? line.Number($"{column}_max") is { } maximum
                ? StatTexts.TimeMax(average, column, maximum)
                : StatTexts.Time(average, column)
            : null;

    private static string? Pair(StatLine line, string now, string max) =>
        line.Number(now) is { } rate ? StatTexts.Rate(rate, now, line.Number(max)) : null;

    private static string? Join(params string?[] parts) =>
        string.Join("; ", parts.Where(part => part is not null)) is { Length: > 0 } text ? text : null;

    private static string Excerpt(string text) => Printable.Excerpt(text, 160);
}

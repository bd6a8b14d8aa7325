using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Stats;

/// <summary>The tooltips of HAProxy's stats page in words; null where there is nothing to add.</summary>
public static class StatWords
{
    private static readonly (string, string)[] Protocols =
    [
        ("h1sess", "HTTP/1"),
        ("h2sess", "HTTP/2"),
        ("h3sess", "HTTP/3"),
        ("sess_other", "other"),
    ];
    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"];

    /// <summary>The meaning of a check code, from hatop's glossary and HAProxy's management guide.</summary>
    public static string? Glossary(string? code) =>
        code switch
        {
            "UNK" => "no result yet",
            "INI" => "the first check has not finished",
            "SOCKERR" => "HAProxy could not open a socket for the check",
            "L4OK" => "the port accepts connections",
            "L4TOUT" => "the connection attempt timed out",
            "L4CON" => "connection refused",
            "L6OK" => "the TLS handshake succeeded",
            "L6TOUT" => "the TLS handshake timed out",
            "L6RSP" => "invalid response to the TLS handshake",
            "L7OK" => "the application responded as expected",
            "L7OKC" => "the application responded and requests no new sessions",
            "L7TOUT" => "connected, but the application timed out",
            "L7RSP" => "connected, but the response was invalid",
            "L7STS" => "connected, but the application responded with an error",
            "PROCERR" => "the external check could not be started",
            "PROCTOUT" => "the external check timed out",
            "PROCOK" => "the external check succeeded",
            "CHECKED" => "the agent responded",
            _ => null,
        };

    /// <summary>The whole row in sentences, for screen readers and for the tooltip of the focused row.</summary>
    public static string Row(StatLine line)
    {
        var was = line.Stale ? "was " : "";
        var subject = line.Kind switch
        {
            StatRowKind.Frontend => $"Frontend {line.Proxy}",
            StatRowKind.Backend => $"Backend {line.Proxy}",
            StatRowKind.Listener => $"Listener {line.Name} of {line.Proxy}",
            _ => $"Server {line.Proxy}/{line.Name}",
        };
        var stale = line.Stale ? " The current state is unknown." : "";
        var note = line.Style.Note is { } text ? $", {text}" : "";
        return string.Join(
            ' ',
            new[]
            {
                $"{subject} on {line.Node}: {was}{line.Style.Word}{note}.{stale}",
                Status(line),
                Check(line),
                Weight(line),
            }.Where(part => part is not null)
        );
    }

    public static string? Name(StatLine line)
    {
        var address = line.Server?.Address ?? line.Row.Text("addr");
        var parts = new[]
        {
            address is null ? null : $"address {address}",
            line.Row.Text("cookie") is { } cookie ? $"cookie {Excerpt(cookie)}" : null,
            line.Row.Text("algo") is { } algo ? $"balance {algo}" : null,
            line.Row.Text("mode") is { } mode ? $"mode {mode}" : null,
            line.Row.Text("tracked") is { } tracked ? $"tracks {tracked}" : null,
        }.Where(part => part is not null);
        return string.Join(", ", parts) is { Length: > 0 } text ? $"{line.Name}: {text}" : line.Name;
    }

    /// <summary>The state in words. HAProxy's progress n/m becomes the number of checks that passed or failed.</summary>
    public static string? Status(StatLine line) =>
        line.Server switch
        {
            null => null,
            { Status.State: ServerOperationalState.Maint, Status.Detail: { } detail } =>
                $"In maintenance ({detail}): no traffic, no checks.",
            { Status.State: ServerOperationalState.Maint } =>
                "Set to MAINT by an operator: no traffic, no checks. A reload reverts it unless haproxy.cfg sets it.",
            { Status.State: ServerOperationalState.Drain } =>
                "Set to DRAIN by an operator: existing sessions continue, no new ones.",
            { Status.State: ServerOperationalState.NoLb } => "Serves existing sessions and refuses new ones.",
            { Status.State: ServerOperationalState.NoCheck } =>
                "No health check: it gets traffic, but its health is unknown.",
            {
                Status.State: ServerOperationalState.Down,
                Status: { IsGoingUp: true, Progress: { } n, ProgressOf: { } m }
            } => $"{n} of {m} checks passed; after {m} it is UP.",
            { Status.State: ServerOperationalState.Up, Check.IsInitial: true } =>
                "UP (not yet checked): no check of this worker has finished yet.",
            {
                Status.State: ServerOperationalState.Up,
                IsGoingDown: true,
                Status: { Progress: { } n, ProgressOf: { } m }
            } => $"{m - n} of {m} checks failed; after {m} it is DOWN.",
            _ => null,
        };

    public static string? Check(StatLine line)
    {
        if (line.Server?.Check is not { } check)
        {
            return Agent(line);
        }

        var words = Glossary(check.Code) ?? line.Row.Text("check_desc") ?? "unknown code";
        var code = line.Row.Text("check_code") is { } number ? $" {number}" : "";
        var took = line.Number("check_duration") is { } ms
            ? string.Create(CultureInfo.InvariantCulture, $", took {ms} ms")
            : "";
        var running = check.Running ? " A check is running now." : "";
        var output = line.Row.Text("last_chk") is { } text ? $" Output: “{Excerpt(text)}”." : "";
        return string.Join(
            ' ',
            new[]
            {
                $"Last check {check.Code}{code}: {words}{took}.{output}{running}",
                FailedChecks(line),
                Agent(line),
            }.Where(part => part is not null)
        );
    }

    public static string? FailedChecks(StatLine line) =>
        line.Number("chkfail") is { } failed and > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} failed checks so far, {line.Number("chkdown") ?? 0} transitions from UP to DOWN."
            )
            : null;

    public static string? Weight(StatLine line)
    {
        if (line.Server is not { } server)
        {
            return null;
        }

        var zero = server is { Weight: 0, Status.State: ServerOperationalState.Up }
            ? " With weight 0 it gets no new traffic although its status is UP."
            : "";
        return line.Number("uweight") is { } user && (user != server.Weight || zero.Length > 0)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Weight {server.Weight} effective, {user} configured or set at run time.{zero}"
                )
            : zero.Length > 0 ? zero.TrimStart()
            : null;
    }

    public static string? Queue(StatLine line) =>
        Join(
            Times(line, "qtime", "in the queue"),
            line.Number("qlimit") is { } limit ? string.Create(CultureInfo.InvariantCulture, $"limit {limit}") : null
        );

    public static string? Sessions(StatLine line) =>
        Join(
            Kinds(line),
            Times(line, "qtime", "in the queue"),
            Times(line, "ctime", "to connect"),
            line.IsTcp ? null : Times(line, "rtime", "to the response"),
            Times(line, "ttime", "whole session")
        );

    public static string? Rates(StatLine line) =>
        Join(
            Pair(line, "conn_rate", "conn_rate_max", "connections"),
            Pair(line, "rate", "rate_max", "sessions"),
            Pair(line, "req_rate", "req_rate_max", "requests")
        );

    public static string? Resets(StatLine line) =>
        Join(
            line.Number("cli_abrt") is { } client
                ? string.Create(CultureInfo.InvariantCulture, $"{client} aborted by the client")
                : null,
            line.Number("srv_abrt") is { } server
                ? string.Create(CultureInfo.InvariantCulture, $"{server} aborted by the server")
                : null
        );

    private static string? Agent(StatLine line) =>
        line.Row.Text("agent_status") is { } code ? $"Agent {code}{AgentMeaning(code)}{AgentOutput(line)}." : null;

    private static string AgentMeaning(string code) =>
        Glossary(CheckStatus.Parse(code)?.Code) is { } words ? $": {words}" : "";

    private static string AgentOutput(StatLine line) =>
        line.Row.Text("last_agt") is { } output ? $", “{Excerpt(output)}”" : "";

    private static string? Kinds(StatLine line)
    {
        var kinds = Protocols
            .Where(kind => line.Number(kind.Item1) is > 0)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{line.Number(kind.Item1)} {kind.Item2}"));
        var classes = line.IsTcp
            ? []
            : Classes
                .Where(status => line.Number($"hrsp_{status}") is > 0)
                .Select(status =>
                    string.Create(CultureInfo.InvariantCulture, $"{line.Number($"hrsp_{status}")} {status}")
                );
        return string.Join(", ", kinds.Concat(classes)) is { Length: > 0 } text
            ? $"total sessions by kind: {text}"
            : null;
    }

    private static string? Times(StatLine line, string column, string what) =>
        line.Number(column) is { } average
            ? line.Number($"{column}_max") is { } max
                ? string.Create(CultureInfo.InvariantCulture, $"{average} ms {what} (max {max})")
                : string.Create(CultureInfo.InvariantCulture, $"{average} ms {what}")
            : null;

    private static string? Pair(StatLine line, string now, string max, string what) =>
        line.Number(now) is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"{rate} {what} per second (max {line.Number(max)})")
            : null;

    private static string? Join(params string?[] parts) =>
        string.Join("; ", parts.Where(part => part is not null)) is { Length: > 0 } text ? text : null;

    private static string Excerpt(string text) => Printable.Excerpt(text, 160);
}

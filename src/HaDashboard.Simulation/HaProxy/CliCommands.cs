using System.Globalization;
using System.Text;

namespace HaDashboard.Simulation;

internal enum SeverityOutput
{
    None,
    Number,
    String,
}

internal enum CliLevel
{
    User,
    Operator,
    Admin,
}

/// <summary>A reply as text that ends with a newline, or nothing. Data has no severity; feedback has, as syslog counts.</summary>
internal readonly record struct CliReply(string Text, int? Severity = null)
{
    public static CliReply Done { get; } = new("");

    public static CliReply Error(string text) => new(text + "\n", 3);

    /// <summary>A message whose newline HAProxy forgot up to 2.8: its reply ends without the empty line.</summary>
    public static CliReply Unterminated(HaProxyRelease release, string text) => new(release.OnePromptPerLine ? text + "\n" : text, 3);

    public static CliReply Information(string text) => new(text + "\n", 6);
}

/// <summary>What a command may see and change of its session.</summary>
internal interface ICliSession
{
    HaProxyWorker Worker { get; }

    string SocketPath { get; }

    CliLevel Level { get; set; }

    SeverityOutput Severity { get; set; }

    TimeSpan Timeout { get; set; }
}

/// <summary>The commands of the runtime API that a dashboard has a use for, with HAProxy's own words.</summary>
internal static class CliCommands
{
    private const string NeedsServer = "Require 'backend/server'.";
    private const string NeedsWeight = "Require <weight> or <weight%>.";

    private static readonly Command[] Commands =
    [
        new("clear counters", CliLevel.Operator, "clear counters [all]                    : clear max statistics counters (or all counters)",
            (s, a) => a is [_, _, "all"] && s.Level < CliLevel.Admin ? CliReply.Error("Permission denied") : CliReply.Done),
        new("disable server", CliLevel.Admin, "disable server (DEPRECATED)             : disable a server for maintenance (use 'set server' instead)",
            (s, a) => OnServer(s, a, 2, (_, server, now) => Admin(server, server.Admin | ServerRuntime.ForcedMaintenance, now))),
        new("enable server", CliLevel.Admin, "enable server  (DEPRECATED)             : enable a disabled server (use 'set server' instead)",
            (s, a) => OnServer(s, a, 2, (_, server, now) => Admin(server, server.Admin & ServerRuntime.ForcedDrain, now))),
        new("get weight", CliLevel.User, "get weight <bk>/<srv>                   : report a server's current weight",
            (s, a) => OnServer(s, a, 2, (_, server, _) => new($"{server.Weight} (initial {server.Line.Weight})\n"), mutates: false)),
        new("operator", CliLevel.Operator, "operator                                : lower the level of the current CLI session to operator", (s, _) => Lower(s, CliLevel.Operator)),
        new("set server", CliLevel.Admin, "set server <bk>/<srv> [opts]            : change a server's state, weight, address or ssl", SetServer),
        new("set severity-output", CliLevel.User, "set severity-output [none|number|string]: set presence of severity level in feedback information", SetSeverity),
        new("set timeout", CliLevel.User, "set timeout [cli] <delay>               : change a timeout setting", SetTimeout),
        new("set weight", CliLevel.Admin, "set weight <bk>/<srv>  (DEPRECATED)     : change a server's weight (use 'set server' instead)",
            (s, a) => OnServer(s, a, 2, (_, server, _) => SetWeight(s, server, a.ElementAtOrDefault(3)))),
        new("show backend", CliLevel.User, "show backend                            : list backends in the current running config",
            (s, _) => new("# name\n" + string.Concat(s.Worker.Proxies.Where(p => !p.Section.IsFrontend).Select(p => p.Section.Name + "\n")))),
        new("show cli level", CliLevel.User, "show cli level                          : display the level of the current CLI session",
            (s, _) => CliReply.Information(s.Level.ToString().ToLowerInvariant())),
        new("show cli sockets", CliLevel.User, "show cli sockets                        : dump list of cli sockets",
            (s, _) => new($"# socket lvl processes\nunix@{s.SocketPath} admin all\n")),
        new("show errors", CliLevel.Operator, "show errors [<px>] [request|response]   : report last request and/or response errors for each proxy",
            (s, _) => s.Worker.Look(now => new CliReply($"Total events captured on [{now.ToString("dd/MMM/yyyy:HH:mm:ss.fff", CultureInfo.InvariantCulture)}] : 0\n"))),
        new("show info", CliLevel.User, "show info [desc|json|typed|float]*      : report information about the running process",
            (s, _) => new(s.Worker.Look(now => ShowInfo.Write(s.Worker, now)))),
        new("show servers state", CliLevel.User, "show servers state [<backend>]          : dump volatile server information (all or for a single backend)", ServersState),
        new("show sess", CliLevel.Operator, "show sess [<id>|all|susp|older <age>]   : report the list of current sessions or dump this exact session", Sessions),
        new("show stat", CliLevel.User, "show stat [desc|json|no-maint|typed|up]*: report counters for each proxy and server", Stat),
        new("show version", CliLevel.User, "show version                            : show version of the current process",
            (s, _) => CliReply.Information(s.Worker.Options.Release.Version)),
        new("user", CliLevel.User, "user                                    : lower the level of the current CLI session to user", (s, _) => Lower(s, CliLevel.User)),
    ];

    // `help`, `prompt` and `quit` are the session's own business; HAProxy lists them last in every help.
    private const string AlwaysKnown =
        "  help [<command>]                        : list matching or all commands\n" +
        "  prompt                                  : toggle interactive mode with prompt\n" +
        "  quit                                    : disconnect\n";

    public static CliReply Run(ICliSession session, string[] words)
    {
        if (words is ["help", ..])
        {
            return CliReply.Information("The following commands are valid at this level:\n" + List(words.ElementAtOrDefault(1) ?? "") + AlwaysKnown.TrimEnd('\n'));
        }

        var command = Commands.FirstOrDefault(candidate => candidate.Matches(words));
        if (command is null)
        {
            return Unknown(session, words);
        }

        return session.Level < command.Level ? CliReply.Error("Permission denied") : command.Run(session, words);
    }

    private static CliReply Unknown(ICliSession session, string[] words)
    {
        if (words.Length == 0)
        {
            return CliReply.Information("Unknown command. Please enter one of the following commands only:\n" + List("") + AlwaysKnown.TrimEnd('\n'));
        }

        var quoted = session.Worker.Options.Release.OnePromptPerLine ? $": '{words[0]}'" : "";
        return CliReply.Information($"Unknown command{quoted}, but maybe one of the following ones is a better match:\n" + List(words[0]) + AlwaysKnown.TrimEnd('\n'));
    }

    private static string List(string firstWord) =>
        string.Concat(Commands.Where(c => c.Help.StartsWith(firstWord, StringComparison.Ordinal)).Select(c => $"  {c.Help}\n"));

    private static CliReply Lower(ICliSession session, CliLevel level)
    {
        session.Level = level;
        return CliReply.Done;
    }

    private static CliReply SetSeverity(ICliSession session, string[] words)
    {
        if (words.ElementAtOrDefault(2) is not ("none" or "number" or "string"))
        {
            return CliReply.Error("one of 'none', 'number', 'string' is a required argument");
        }

        session.Severity = words[2] switch { "none" => SeverityOutput.None, "number" => SeverityOutput.Number, _ => SeverityOutput.String };
        return CliReply.Done;
    }

    private static CliReply SetTimeout(ICliSession session, string[] words)
    {
        if (words.ElementAtOrDefault(2) != "cli")
        {
            return CliReply.Error("'set timeout' only supports 'cli'.");
        }

        if (words.Length < 4)
        {
            return CliReply.Error("Expects an integer value.");
        }

        if (!int.TryParse(words[3].EndsWith('s') ? words[3][..^1] : words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1)
        {
            return CliReply.Error("Invalid timeout value.");
        }

        session.Timeout = TimeSpan.FromSeconds(seconds);
        return CliReply.Done;
    }

    private static CliReply SetServer(ICliSession session, string[] words) => OnServer(session, words, 2, (_, server, now) => words.ElementAtOrDefault(3) switch
    {
        "weight" => SetWeight(session, server, words.ElementAtOrDefault(4)),
        "state" => words.ElementAtOrDefault(4) switch
        {
            "ready" => Admin(server, 0, now),
            "drain" => Admin(server, ServerRuntime.ForcedDrain, now),
            "maint" => Admin(server, ServerRuntime.ForcedMaintenance, now),
            _ => CliReply.Error("'set server <srv> state' expects 'ready', 'drain' and 'maint'."),
        },
        _ => CliReply.Error("usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight"),
    });

    private static CliReply Admin(ServerRuntime server, int admin, DateTimeOffset now)
    {
        server.SetAdmin(admin, now);
        return CliReply.Done;
    }

    private static CliReply SetWeight(ICliSession session, ServerRuntime server, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return CliReply.Error(NeedsWeight);
        }

        var percent = text.EndsWith('%');
        if (!int.TryParse(text.TrimEnd('%'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var digits = char.IsAsciiDigit(text[0]);
            return CliReply.Unterminated(session.Worker.Options.Release, digits ? "Trailing garbage in weight string" : "Empty weight string empty or preceded by garbage");
        }

        if (number < 0 || (!percent && number > 256))
        {
            return CliReply.Error(percent ? "Relative weight must be positive." : "Absolute weight can only be between 0 and 256 inclusive.");
        }

        server.SetWeight(percent ? (int)Math.Min(256, (long)server.Line.Weight * number / 100) : number);
        return CliReply.Done;
    }

    private static CliReply OnServer(ICliSession session, string[] words, int at, Func<ProxyRuntime, ServerRuntime, DateTimeOffset, CliReply> act, bool mutates = true)
    {
        if (words.ElementAtOrDefault(at) is not { } name || !name.Contains('/', StringComparison.Ordinal))
        {
            return CliReply.Error(NeedsServer);
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return session.Worker.Look(now =>
        {
            if (!session.Worker.TryFind(name[..slash], name[(slash + 1)..], out var proxy, out var server))
            {
                return CliReply.Error(session.Worker.Backend(name[..slash]) is null ? "No such backend." : "No such server.");
            }

            if (mutates && session.Worker.Stopping)
            {
                return CliReply.Error("Proxy is disabled.");
            }

            var reply = CliReply.Done;
            if (mutates)
            {
                proxy.Change(server, now, () => reply = act(proxy, server, now));
                return reply;
            }

            return act(proxy, server, now);
        });
    }

    private static CliReply ServersState(ICliSession session, string[] words)
    {
        var backends = session.Worker.Proxies.Where(p => !p.Section.IsFrontend);
        if (words.ElementAtOrDefault(3) is { } name)
        {
            if (session.Worker.Backend(name) is not { } backend)
            {
                return CliReply.Error("Can't find backend.");
            }

            backends = [backend];
        }

        return new CliReply(session.Worker.Look(now => ShowServersState.Write(backends, now)));
    }

    private static CliReply Stat(ICliSession session, string[] words)
    {
        var filter = StatFilter.All;

        // With two numbers instead of three HAProxy ignores the filter in silence and dumps everything.
        if (words.Length >= 5)
        {
            if (!int.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var iid))
            {
                if (session.Worker.Proxies.FirstOrDefault(p => p.Section.Name == words[2]) is not { } proxy)
                {
                    return CliReply.Error("No such proxy.");
                }

                iid = proxy.Section.Iid;
            }

            filter = new StatFilter(iid, Number(words[3]), Number(words[4]));
        }

        return new CliReply(session.Worker.Look(now => ShowStat.Write(session.Worker, filter, now)));
    }

    private static CliReply Sessions(ICliSession session, string[] words) => session.Worker.Look(now =>
    {
        if (words.Length > 2 && words[2] is not ("all" or "susp" or "older"))
        {
            return CliReply.Error("Session not found.");
        }

        var text = new StringBuilder();
        var id = 0x55e7ac05a4a0;
        foreach (var proxy in session.Worker.Proxies.Where(p => !p.Section.IsFrontend))
        {
            foreach (var server in proxy.Servers)
            {
                for (var i = session.Worker.Stopping ? 0 : proxy.Current(server, now); i > 0; i--, id += 0x5e0)
                {
                    text.Append(string.Create(CultureInfo.InvariantCulture,
                        $"0x{id:x}: proto=tcpv4 src=127.0.0.1:{51800 + (id % 4000)} fe=api-front be={proxy.Section.Name} srv={server.Line.Name} ts=00 epoch=0 age={i * 3}s calls=2 rate=0 cpu=0 lat=0 "));
                    text.Append("rq[f=848202h,i=0,an=00h,rx=49s,wx=,ax=] rp[f=80048202h,i=0,an=00h,rx=49s,wx=,ax=] scf=[8,0h,fd=11] scb=[8,1h,fd=12] exp=49s rc=0 c_exp=\n");
                }
            }
        }

        return new CliReply(text.ToString());
    });

    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed record Command(string Name, CliLevel Level, string Help, Func<ICliSession, string[], CliReply> Run)
    {
        private readonly string[] _name = Name.Split(' ');

        public bool Matches(string[] words) => words.Length >= _name.Length && words.AsSpan(0, _name.Length).SequenceEqual(_name);
    }
}

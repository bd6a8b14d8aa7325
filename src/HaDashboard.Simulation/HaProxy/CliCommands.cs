using System.Globalization;

namespace HaDashboard.Simulation.HaProxy;

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

/// <summary>The reply to a command: text that ends with a newline, or no text. Feedback has a syslog severity, data has none.</summary>
internal readonly record struct CliReply(string Text, int? Severity = null)
{
    public static CliReply Done { get; } = new("");

    public static CliReply Error(string text) => new(text + "\n", 3);

    /// <summary>A message that HAProxy up to 2.8 sends without its newline, so that its reply ends without the empty line.</summary>
    public static CliReply Unterminated(HaProxyRelease release, string text) =>
        new(release.OnePromptPerLine ? text + "\n" : text, 3);

    public static CliReply Notice(string text) => new(text + "\n", 5);

    public static CliReply Information(string text) => new(text + "\n", 6);
}

/// <summary>The parts of a session that a command can read and change.</summary>
internal interface ICliSession
{
    HaProxyWorker Worker { get; }

    string SocketPath { get; }

    CliLevel Level { get; set; }

    SeverityOutput Severity { get; set; }

    TimeSpan Timeout { get; set; }
}

/// <summary>The commands of the runtime API that a dashboard uses, with the exact texts of HAProxy.</summary>
internal static class CliCommands
{
    private static readonly CliCommand[] Commands =
    [
        new(
            "clear counters",
            CliLevel.Operator,
            "clear counters [all]                    : clear max statistics counters (or all counters)",
            FrontendCommands.ClearCounters
        ),
        new(
            "disable agent",
            CliLevel.Admin,
            "disable agent                           : disable agent checks",
            ServerCommands.Agent
        ),
        new(
            "disable frontend",
            CliLevel.Admin,
            "disable frontend <frontend>             : temporarily disable specific frontend",
            FrontendCommands.Set
        ),
        new(
            "disable health",
            CliLevel.Admin,
            "disable health                          : disable health checks",
            ServerCommands.Health
        ),
        new(
            "disable server",
            CliLevel.Admin,
            "disable server (DEPRECATED)             : disable a server for maintenance (use 'set server' instead)",
            ServerCommands.Disable
        ),
        new(
            "enable agent",
            CliLevel.Admin,
            "enable agent                            : enable agent checks",
            ServerCommands.Agent
        ),
        new(
            "enable frontend",
            CliLevel.Admin,
            "enable frontend <frontend>              : re-enable specific frontend",
            FrontendCommands.Set
        ),
        new(
            "enable health",
            CliLevel.Admin,
            "enable health                           : enable health checks",
            ServerCommands.Health
        ),
        new(
            "enable server",
            CliLevel.Admin,
            "enable server  (DEPRECATED)             : enable a disabled server (use 'set server' instead)",
            ServerCommands.Enable
        ),
        new(
            "get weight",
            CliLevel.User,
            "get weight <bk>/<srv>                   : report a server's current weight",
            ServerCommands.GetWeight
        ),
        new(
            "operator",
            CliLevel.Operator,
            "operator                                : lower the level of the current CLI session to operator",
            (s, _) => Lower(s, CliLevel.Operator)
        ),
        new(
            "set server",
            CliLevel.Admin,
            "set server <bk>/<srv> [opts]            : change a server's state, weight, address or ssl",
            ServerCommands.SetServer
        ),
        new(
            "set severity-output",
            CliLevel.User,
            "set severity-output [none|number|string]: set presence of severity level in feedback information",
            SetSeverity
        ),
        new(
            "set timeout",
            CliLevel.User,
            "set timeout [cli] <delay>               : change a timeout setting",
            SetTimeout
        ),
        new(
            "set weight",
            CliLevel.Admin,
            "set weight <bk>/<srv>  (DEPRECATED)     : change a server's weight (use 'set server' instead)",
            ServerCommands.SetWeight
        ),
        new(
            "show backend",
            CliLevel.User,
            "show backend                            : list backends in the current running config",
            (s, _) =>
                new(
                    "# name\n"
                        + string.Concat(
                            s.Worker.Proxies.Where(p => !p.Section.IsFrontend).Select(p => p.Section.Name + "\n")
                        )
                )
        ),
        new(
            "show cli level",
            CliLevel.User,
            "show cli level                          : display the level of the current CLI session",
            (s, _) => CliReply.Information(s.Level.ToString().ToLowerInvariant())
        ),
        new(
            "show cli sockets",
            CliLevel.User,
            "show cli sockets                        : dump list of cli sockets",
            (s, _) => new($"# socket lvl processes\nunix@{s.SocketPath} admin all\n")
        ),
        new(
            "show errors",
            CliLevel.Operator,
            "show errors [<px>] [request|response]   : report last request and/or response errors for each proxy",
            (s, _) =>
                s.Worker.Read(now => new CliReply(
                    $"Total events captured on [{now.ToString("dd/MMM/yyyy:HH:mm:ss.fff", CultureInfo.InvariantCulture)}] : 0\n"
                ))
        ),
        new(
            "show info",
            CliLevel.User,
            "show info [desc|json|typed|float]*      : report information about the running process",
            (s, _) => new(s.Worker.Read(now => ShowInfo.Write(s.Worker, now)))
        ),
        new(
            "show servers state",
            CliLevel.User,
            "show servers state [<backend>]          : dump volatile server information (all or for a single backend)",
            ShowCommands.ServersState
        ),
        new(
            "show sess",
            CliLevel.Operator,
            "show sess [<id>|all|susp|older <age>]   : report the list of current sessions or dump this exact session",
            ShowCommands.Sessions
        ),
        new(
            "show stat",
            CliLevel.User,
            "show stat [desc|json|no-maint|typed|up]*: report counters for each proxy and server",
            ShowCommands.Stat
        ),
        new(
            "show version",
            CliLevel.User,
            "show version                            : show version of the current process",
            (s, _) => CliReply.Information(s.Worker.Options.Release.Version)
        ),
        new(
            "shutdown frontend",
            CliLevel.Admin,
            "shutdown frontend <frontend>            : stop a specific frontend",
            FrontendCommands.Set
        ),
        new(
            "shutdown sessions server",
            CliLevel.Admin,
            "shutdown sessions server <bk>/<srv>     : kill sessions on a server",
            ServerCommands.KillSessions
        ),
        new(
            "user",
            CliLevel.User,
            "user                                    : lower the level of the current CLI session to user",
            (s, _) => Lower(s, CliLevel.User)
        ),
    ];

    // The session itself handles `help`, `prompt` and `quit`. HAProxy lists them at the end of every help text.
    private const string AlwaysKnown =
        "  help [<command>]                        : list matching or all commands\n"
        + "  prompt                                  : toggle interactive mode with prompt\n"
        + "  quit                                    : disconnect\n";

    public static CliReply Run(ICliSession session, string[] words)
    {
        if (words is ["help", ..])
        {
            return CliReply.Information(
                "The following commands are valid at this level:\n"
                    + List(words.ElementAtOrDefault(1) ?? "")
                    + AlwaysKnown.TrimEnd('\n')
            );
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
            return CliReply.Information(
                "Unknown command. Please enter one of the following commands only:\n"
                    + List("")
                    + AlwaysKnown.TrimEnd('\n')
            );
        }

        var quoted = session.Worker.Options.Release.OnePromptPerLine ? $": '{words[0]}'" : "";
        return CliReply.Information(
            $"Unknown command{quoted}, but maybe one of the following ones is a better match:\n"
                + List(words[0])
                + AlwaysKnown.TrimEnd('\n')
        );
    }

    private static string List(string firstWord) =>
        string.Concat(
            Commands.Where(c => c.Help.StartsWith(firstWord, StringComparison.Ordinal)).Select(c => $"  {c.Help}\n")
        );

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

        session.Severity = words[2] switch
        {
            "none" => SeverityOutput.None,
            "number" => SeverityOutput.Number,
            _ => SeverityOutput.String,
        };
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

        if (
            !int.TryParse(
                words[3].EndsWith('s') ? words[3][..^1] : words[3],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || seconds < 1
        )
        {
            return CliReply.Error("Invalid timeout value.");
        }

        session.Timeout = TimeSpan.FromSeconds(seconds);
        return CliReply.Done;
    }

    private sealed record CliCommand(
        string Name,
        CliLevel Level,
        string Help,
        Func<ICliSession, string[], CliReply> Run
    )
    {
        private readonly string[] _name = Name.Split(' ');

        public bool Matches(string[] words) =>
            words.Length >= _name.Length && words.AsSpan(0, _name.Length).SequenceEqual(_name);
    }
}

using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>The lines the console knows, by role. What is not here is not sent.</summary>
internal static class ConsoleGrammar
{
    private static readonly (string Line, string Why)[] Deny =
    [
        ("prompt", "it would change how answers end"),
        ("set timeout cli", "it would change when this session ends"),
        ("quit", "each line has a session of its own that ends by itself"),
        ("show threads", "it crashes HAProxy 3.0.0"),
        ("show schema json", "it crashes HAProxy 3.0.0"),
        ("show env", "an environment may hold secrets"),
        ("expert-mode", "it opens debugging commands"),
        ("experimental-mode", "it opens commands that are not finished"),
    ];

    private static readonly string[] Reads =
    [
        "show info",
        "show stat",
        "show servers state",
        "show servers conn",
        "show backend",
        "show version",
        "show cli level",
        "show cli sockets",
        "show pools",
        "show activity",
        "show resolvers",
        "show table",
        "show peers",
        "show cache",
        "show libs",
        "get weight",
        "help",
    ];

    private static readonly string[] AdminReads = ["show sess", "show errors", "show startup-logs"];

    private static readonly string[] AdminChanges =
    [
        "set server",
        "set weight",
        "enable server",
        "disable server",
        "enable health",
        "disable health",
        "enable agent",
        "disable agent",
        "enable frontend",
        "disable frontend",
        "shutdown frontend",
        "shutdown sessions server",
        "clear counters",
    ];

    internal static string? Denied(string[] words)
    {
        foreach (var (line, why) in Deny)
        {
            if (Begins(words, line))
            {
                return $"'{line}' is not sent from here: {why}.";
            }
        }

        return null;
    }

    /// <returns>null with the problem where the line is none of the console's.</returns>
    internal static UserRole? RoleOf(string[] words, out string? problem)
    {
        problem = null;
        if (Reads.Any(line => Begins(words, line)))
        {
            return UserRole.Operator;
        }

        if (AdminReads.Any(line => Begins(words, line)))
        {
            return UserRole.Admin;
        }

        if (Changes(words))
        {
            if (Action(words, "", Nobody, overrideLastServer: false) is not null)
            {
                return UserRole.Admin;
            }

            problem =
                "This changes something and is not complete, or not one of the forms the console knows: "
                + Usage(words[0]);
            return null;
        }

        problem =
            $"'{Printable.Excerpt(string.Join(' ', words.Take(2)), 60)}' is none of the console's commands. It knows: {string.Join(", ", Reads)}; for Admin also {string.Join(", ", AdminReads.Concat(AdminChanges))}.";
        return null;
    }

    internal static bool Changes(string[] words) => AdminChanges.Any(line => Begins(words, line));

    internal static RuntimeAction? Action(string[] words, string id, NodeName node, bool overrideLastServer) =>
        words switch
        {
            ["clear", "counters"] => new ClearCounters(id, node),
            ["clear", "counters", "all"] => new ClearCounters(id, node, All: true),
            ["enable" or "disable" or "shutdown", "frontend", var name] when ProxyName.TryParse(name, out var proxy) =>
                new SetFrontendState(id, node, proxy, FrontendOf(words[0])),
            ["shutdown", "sessions", "server", var path] when TryPath(path, out var p, out var s) =>
                new KillServerSessions(id, node, p, s),
            ["set", "weight", var path, var weight]
                when TryPath(path, out var p, out var s) && WeightChange.TryParse(weight, out var change) =>
                new SetServerWeight(id, node, p, s, change, overrideLastServer),
            ["enable" or "disable", var what, var path] when TryPath(path, out var p, out var s) => Switch(
                words[0] is "enable",
                what,
                id,
                node,
                p,
                s,
                overrideLastServer
            ),
            ["set", "server", var path, var what, var value] when TryPath(path, out var p, out var s) => Set(
                what,
                value,
                id,
                node,
                p,
                s,
                overrideLastServer
            ),
            _ => null,
        };

    private static NodeName Nobody { get; } = NodeName.Parse("nobody");

    private static ServerAction? Switch(
        bool on,
        string what,
        string id,
        NodeName node,
        ProxyName p,
        ServerName s,
        bool last
    ) =>
        what switch
        {
            "server" => new SetServerState(
                id,
                node,
                p,
                s,
                on ? ServerTargetState.Ready : ServerTargetState.Maint,
                last
            ),
            "health" => new SetServerHealth(
                id,
                node,
                p,
                s,
                on ? ServerHealthChange.EnableChecks : ServerHealthChange.DisableChecks,
                last
            ),
            "agent" => new SetServerAgent(
                id,
                node,
                p,
                s,
                on ? ServerAgentChange.Enable : ServerAgentChange.Disable,
                last
            ),
            _ => null,
        };

    private static ServerAction? Set(
        string what,
        string value,
        string id,
        NodeName node,
        ProxyName p,
        ServerName s,
        bool last
    ) =>
        (what, value) switch
        {
            ("state", _) when ServerTargetStates.TryParse(value, out var state) => new SetServerState(
                id,
                node,
                p,
                s,
                state,
                last
            ),
            ("weight", _) when WeightChange.TryParse(value, out var change) => new SetServerWeight(
                id,
                node,
                p,
                s,
                change,
                last
            ),
            ("health", "up") => new SetServerHealth(id, node, p, s, ServerHealthChange.ForceUp, last),
            ("health", "stopping") => new SetServerHealth(id, node, p, s, ServerHealthChange.ForceStopping, last),
            ("health", "down") => new SetServerHealth(id, node, p, s, ServerHealthChange.ForceDown, last),
            ("agent", "up") => new SetServerAgent(id, node, p, s, ServerAgentChange.ForceUp, last),
            ("agent", "down") => new SetServerAgent(id, node, p, s, ServerAgentChange.ForceDown, last),
            _ => null,
        };

    private static FrontendTargetState FrontendOf(string verb) =>
        verb switch
        {
            "enable" => FrontendTargetState.Enable,
            "disable" => FrontendTargetState.Disable,
            _ => FrontendTargetState.Shutdown,
        };

    private static string Usage(string verb) =>
        verb switch
        {
            "set" =>
                "set server proxy/server state ready|drain|maint, weight 0-256 or 0%-100%, health up|stopping|down, agent up|down; set weight proxy/server 10 or 50%.",
            "clear" => "clear counters, clear counters all.",
            "shutdown" => "shutdown sessions server proxy/server, shutdown frontend proxy.",
            _ => $"{verb} server|health|agent proxy/server, {verb} frontend proxy.",
        };

    private static bool TryPath(string path, out ProxyName proxy, out ServerName server)
    {
        (proxy, server) = (null!, null!);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && ProxyName.TryParse(path[..slash], out proxy!)
            && ServerName.TryParse(path[(slash + 1)..], out server!);
    }

    private static bool Begins(string[] words, string line)
    {
        var wanted = line.Split(' ');
        return words.Length >= wanted.Length && words.AsSpan(0, wanted.Length).SequenceEqual(wanted);
    }
}

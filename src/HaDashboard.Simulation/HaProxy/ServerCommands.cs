using System.Globalization;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>The commands whose third word is a server, as backend/server.</summary>
internal static class ServerCommands
{
    private const string NeedsServer = "Require 'backend/server'.";
    private const string NeedsWeight = "Require <weight> or <weight%>.";

    public static CliReply Disable(ICliSession session, string[] words) =>
        OnServer(session, words, (server, now) => Admin(server, server.Admin | SimulatedServer.ForcedMaintenance, now));

    public static CliReply Enable(ICliSession session, string[] words) =>
        OnServer(session, words, (server, now) => Admin(server, server.Admin & SimulatedServer.ForcedDrain, now));

    public static CliReply GetWeight(ICliSession session, string[] words) =>
        OnServer(
            session,
            words,
            (server, _) => new CliReply($"{server.Weight} (initial {server.Line.Weight})\n"),
            mutates: false
        );

    public static CliReply SetWeight(ICliSession session, string[] words) =>
        OnServer(session, words, (server, _) => Weigh(session, server, words.ElementAtOrDefault(3)));

    public static CliReply SetServer(ICliSession session, string[] words) =>
        OnServer(session, words, (server, now) => words.ElementAtOrDefault(3) switch
            {
                "weight" => Weigh(session, server, words.ElementAtOrDefault(4)),
                "state" => words.ElementAtOrDefault(4) switch
                {
                    "ready" => Admin(server, 0, now),
                    "drain" => Admin(server, SimulatedServer.ForcedDrain, now),
                    "maint" => Admin(server, SimulatedServer.ForcedMaintenance, now),
                    _ => CliReply.Error("'set server <srv> state' expects 'ready', 'drain' and 'maint'."),
                },
                "health" => SetHealth(server, words.ElementAtOrDefault(4), now),
                "agent" => SetAgent(server, words.ElementAtOrDefault(4), now),
                _ => CliReply.Error(
                    "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port"
                        + " | fqdn | health | ssl | state | weight"
                ),
            });

    public static CliReply Health(ICliSession session, string[] words) => OnServer(session, words, (server, _) =>
        {
            var enable = words[0] == "enable";
            if (!server.Line.Check)
            {
                return enable
                    ? CliReply.Error("Health check was not configured on this server, cannot enable.")
                    : CliReply.Done;
            }

            server.SetChecked(enable);
            return CliReply.Done;
        });

    public static CliReply Agent(ICliSession session, string[] words) => OnServer(session, words, (server, _) =>
        {
            var enable = words[0] == "enable";
            if (!server.Line.Agent)
            {
                return enable
                    ? CliReply.Error("Agent was not configured on this server, cannot enable.")
                    : CliReply.Done;
            }

            server.SetAgent(enable);
            return CliReply.Done;
        });

    public static CliReply KillSessions(ICliSession session, string[] words) =>
        OnServer(session, words.AsSpan(1).ToArray(), (server, now) =>
        {
            server.KilledAt = now;
            return CliReply.Done;
        });

    private static CliReply SetHealth(SimulatedServer server, string? word, DateTimeOffset now)
    {
        if (word is not ("up" or "stopping" or "down"))
        {
            return CliReply.Error("'set server <srv> health' expects 'up', 'stopping', or 'down'.");
        }

        server.SetHealth(word is not "down", word is "stopping", now);
        return CliReply.Done;
    }

    private static CliReply SetAgent(SimulatedServer server, string? word, DateTimeOffset now)
    {
        if (!server.AgentEnabled)
        {
            return CliReply.Error("agent checks are not enabled on this server.");
        }

        if (word is not ("up" or "down"))
        {
            return CliReply.Error("'set server <srv> agent' expects 'up' or 'down'.");
        }

        server.SetHealth(word is "up", stopping: false, now);
        return CliReply.Done;
    }

    private static CliReply Admin(SimulatedServer server, int admin, DateTimeOffset now)
    {
        server.SetAdmin(admin, now);
        return CliReply.Done;
    }

    private static CliReply Weigh(ICliSession session, SimulatedServer server, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return CliReply.Error(NeedsWeight);
        }

        var percent = text.EndsWith('%');
        if (
            !int.TryParse(
                text.TrimEnd('%'),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            var digits = char.IsAsciiDigit(text[0]);
            return CliReply.Unterminated(
                session.Worker.Options.Release,
                digits ? "Trailing garbage in weight string" : "Empty weight string empty or preceded by garbage"
            );
        }

        if (number < 0 || (!percent && number > 256))
        {
            return CliReply.Error(
                percent
                    ? "Relative weight must be positive."
                    : "Absolute weight can only be between 0 and 256 inclusive."
            );
        }

        server.SetWeight(percent ? (int)Math.Min(256, (long)server.Line.Weight * number / 100) : number);
        return CliReply.Done;
    }

    private static CliReply OnServer(
        ICliSession session,
        string[] words,
        Func<SimulatedServer, DateTimeOffset, CliReply> act,
        bool mutates = true
    )
    {
        if (words.ElementAtOrDefault(2) is not { } name || !name.Contains('/', StringComparison.Ordinal))
        {
            return CliReply.Error(NeedsServer);
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return session.Worker.Read(now =>
        {
            if (!session.Worker.TryFind(name[..slash], name[(slash + 1)..], out var proxy, out var server))
            {
                return CliReply.Error(
                    session.Worker.Backend(name[..slash]) is null ? "No such backend." : "No such server."
                );
            }

            if (mutates && session.Worker.Stopping)
            {
                return CliReply.Error("Proxy is disabled.");
            }

            var reply = CliReply.Done;
            if (mutates)
            {
                proxy.Change(server, now, () => reply = act(server, now));
                return reply;
            }

            return act(server, now);
        });
    }
}

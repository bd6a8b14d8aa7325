namespace HaDashboard.Simulation.HaProxy;

/// <summary>The commands whose third word is a frontend, and <c>clear counters</c>.</summary>
internal static class FrontendCommands
{
    public static CliReply Set(ICliSession session, string[] words) =>
        session.Worker.Read(_ =>
        {
            if (words.Length < 3)
            {
                return CliReply.Error("A frontend name is expected.");
            }

            if (
                session.Worker.Proxies.FirstOrDefault(p => p.Section.IsFrontend && p.Section.Name == words[2])
                is not { } frontend
            )
            {
                return CliReply.Error("No such frontend.");
            }

            var reply = Refuse(words[0], frontend.Mode);
            if (reply is null)
            {
                frontend.Mode = words[0] switch
                {
                    "enable" => FrontendMode.Open,
                    "disable" => FrontendMode.Paused,
                    _ => FrontendMode.Stopped,
                };
            }

            return reply ?? CliReply.Done;
        });

    public static CliReply ClearCounters(ICliSession session, string[] words)
    {
        var all = words is [_, _, "all"];
        if (all && session.Level < CliLevel.Admin)
        {
            return CliReply.Error("Permission denied");
        }

        return session.Worker.Read(_ =>
        {
            foreach (var proxy in session.Worker.Proxies)
            {
                proxy.ClearCounters(all);
            }

            return CliReply.Done;
        });
    }

    private static CliReply? Refuse(string verb, FrontendMode mode) =>
        (verb, mode) switch
        {
            ("shutdown", FrontendMode.Stopped) => CliReply.Notice("Frontend was already shut down."),
            ("disable", FrontendMode.Stopped) => CliReply.Notice("Frontend was previously shut down, cannot disable."),
            ("enable", FrontendMode.Stopped) => CliReply.Error("Frontend was previously shut down, cannot enable."),
            ("disable", FrontendMode.Paused) => CliReply.Notice("All sockets are already disabled."),
            ("enable", FrontendMode.Open) => CliReply.Notice("All sockets are already enabled."),
            _ => null,
        };
}

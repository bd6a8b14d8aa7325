using System.Globalization;
using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>The commands that print tables, with their filters.</summary>
internal static class ShowCommands
{
    public static CliReply ServersState(ICliSession session, string[] words)
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

        return new CliReply(session.Worker.Read(now => ShowServersState.Write(backends, now)));
    }

    public static CliReply Stat(ICliSession session, string[] words)
    {
        var filter = StatFilter.All;

        // With two numbers instead of three, HAProxy ignores the filter and prints everything.
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

        return new CliReply(session.Worker.Read(now => ShowStat.Write(session.Worker, filter, now)));
    }

    public static CliReply Sessions(ICliSession session, string[] words) =>
        session.Worker.Read(now =>
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
                        text.Append(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"0x{id:x}: proto=tcpv4 src=127.0.0.1:{51800 + (id % 4000)} fe=api-front be={proxy.Section.Name} "
                                    + $"srv={server.Line.Name} ts=00 epoch=0 age={i * 3}s calls=2 rate=0 cpu=0 lat=0 "
                            )
                        );
                        text.Append(
                            "rq[f=848202h,i=0,an=00h,rx=49s,wx=,ax=] rp[f=80048202h,i=0,an=00h,rx=49s,wx=,ax=] "
                                + "scf=[8,0h,fd=11] scb=[8,1h,fd=12] exp=49s rc=0 c_exp=\n"
                        );
                    }
                }
            }

            return new CliReply(text.ToString());
        });

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

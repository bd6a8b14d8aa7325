using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// The last server of a backend that takes traffic is not taken out by mistake. What would have to take over must be proven: UP on the
/// trust of a fresh start, or UP with its last check failed, is no replacement. Pure, so that the snapshot and the fresh read before
/// sending are judged alike.
/// </summary>
internal static class LastServer
{
    internal static Refusal? Check(RuntimeAction action, HaProxyReading reading, ServerAdministration? administration)
    {
        if (
            action is not ServerAction { OverrideLastServer: false } on
            || reading.Find(on.Proxy.Value, on.Server.Value) is not { } server
            || !on.TakesOut(administration?.UserWeight ?? UserWeight(server), administration?.ConfiguredWeight)
        )
        {
            return null;
        }

        var leaving = on.IsFollowed ? Followers(reading, server) : [server.Path];
        foreach (var proxy in reading.Proxies)
        {
            var loses = proxy.Servers.Any(s => leaving.Contains(s.Path) && MayTakeTraffic(s));
            if (loses && !proxy.Servers.Any(s => !leaving.Contains(s.Path) && CanTakeOver(s)))
            {
                return new Refusal(RefusalKind.Conflict, Explanation(on, server, proxy, leaving));
            }
        }

        return null;
    }

    internal static int? UserWeight(Server server) => (int?)server.Row.Number("uweight") ?? server.Weight;

    private static bool MayTakeTraffic(Server server) => server.Weight is not 0 && !server.IsOutOfRotation;

    private static bool CanTakeOver(Server server) =>
        (server.IsProvenUp && !server.IsGoingDown)
        || (server.Status.State is ServerOperationalState.NoCheck && server.Weight is not 0);

    private static Message Explanation(ServerAction action, Server server, Proxy proxy, HashSet<string> leaving)
    {
        var others = proxy
            .Servers.Where(s => !leaving.Contains(s.Path))
            .Take(5)
            .Select(s => RuntimeTexts.ServerIs(s.Name, StateOf(s)))
            .ToArray();
        return others.Length == 0
            ? RuntimeTexts.LastServer(server.Path, proxy.Name, action.Node)
            : RuntimeTexts.LastServerOfOthers(server.Path, proxy.Name, action.Node, Message.Join(", ", others));
    }

    private static Message StateOf(Server server) =>
        server switch
        {
            { TakesTraffic: true, IsProvenUp: false } => RuntimeTexts.UpNotChecked,
            { IsGoingDown: true } => RuntimeTexts.UpWithFailedCheck,
            { Status.State: ServerOperationalState.Up, Weight: 0 } => RuntimeTexts.UpWithWeightZero,
            _ => Message.Verbatim(server.Status.Word),
        };

    // A tracking server follows its target into maintenance, drain and DOWN, in any backend. Other servers can track it in turn.
    private static HashSet<string> Followers(HaProxyReading reading, Server server)
    {
        var all = new HashSet<string>(StringComparer.Ordinal) { server.Path };
        for (var before = 0; before < all.Count; )
        {
            before = all.Count;
            foreach (var other in reading.Proxies.SelectMany(proxy => proxy.Servers))
            {
                if (other.Row.Text("tracked") is { } tracked && all.Contains(tracked))
                {
                    all.Add(other.Path);
                }
            }
        }

        return all;
    }
}

using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of the servers that one node's HAProxy lists.</summary>
internal static class ServerTransitions
{
    internal static void Add(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        AddListed(node, old, now, at, add);
        AddGone(node, old, now, at, add);
    }

    /// <summary>The servers that went down between two polls, those that are up again included.</summary>
    internal static IEnumerable<Server> FallsOf(HaProxyReading old, HaProxyReading now)
    {
        var isSameWorker = old.Process.IsSameWorker(now.Process);
        for (var i = 0; i < now.Proxies.Length; i++)
        {
            var proxy = now.Proxies[i];
            var known = Counterparts.Of(old, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && known is not null && !ReferenceEquals(proxy, known); j++)
            {
                var server = proxy.Servers[j];
                if (Counterparts.Of(known, j, server) is { } was && IsFall(was, server, isSameWorker))
                {
                    yield return server;
                }
            }
        }
    }

    private static bool IsFall(Server was, Server now, bool isSameWorker) =>
        (was.Status.State != now.Status.State && ToneOf(now.Status.State) is TransitionTone.Bad)
        || (isSameWorker && IsMissedFall(was, now));

    private static void AddListed(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        var isSameWorker = old.Process.IsSameWorker(now.Process);
        for (var i = 0; i < now.Proxies.Length; i++)
        {
            var proxy = now.Proxies[i];
            var known = Counterparts.Of(old, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && !ReferenceEquals(proxy, known); j++)
            {
                var server = proxy.Servers[j];
                var was = Counterparts.Of(known, j, server);
                AddServer(node, was, server, at, add);
                if (was is not null && isSameWorker)
                {
                    AddMissed(node, was, server, at, add);
                }
            }
        }
    }

    private static void AddGone(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        for (var i = 0; i < old.Proxies.Length; i++)
        {
            var proxy = old.Proxies[i];
            var left = Counterparts.Of(now, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && !ReferenceEquals(proxy, left); j++)
            {
                var gone = proxy.Servers[j];
                if (Counterparts.Of(left, j, gone) is null)
                {
                    add(
                        new Transition(
                            at,
                            TransitionKind.Configuration,
                            TransitionTone.Neutral,
                            node,
                            Message.Verbatim(gone.Path),
                            Message.Verbatim(gone.Status.Word),
                            null,
                            TransitionTexts.NoLongerListed
                        )
                    );
                }
            }
        }
    }

    // A server that was DOWN and UP again between two polls changes only a counter. Without this, fast flapping would stay invisible.
    private static void AddMissed(NodeName node, Server old, Server now, DateTimeOffset at, Action<Transition> add)
    {
        if (IsMissedFall(old, now))
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Server,
                    TransitionTone.Bad,
                    node,
                    Message.Verbatim(now.Path),
                    Message.Verbatim(old.Status.Word),
                    Message.Verbatim(now.Status.Word),
                    TransitionTexts.DownBetweenPolls
                )
            );
        }
    }

    private static bool IsMissedFall(Server was, Server now) =>
        now.Status.State is ServerOperationalState.Up
        && was.Status.State is ServerOperationalState.Up
        && now.LastChangeSeconds < was.LastChangeSeconds
        && now.Row.Number("chkdown") > was.Row.Number("chkdown");

    private static void AddServer(NodeName node, Server? old, Server now, DateTimeOffset at, Action<Transition> add)
    {
        if (old is null)
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Configuration,
                    TransitionTone.Neutral,
                    node,
                    Message.Verbatim(now.Path),
                    null,
                    Message.Verbatim(now.Status.Word),
                    TransitionTexts.NewlyListed
                )
            );
        }
        else if (old.Status.State != now.Status.State)
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Server,
                    ToneOf(now.Status.State),
                    node,
                    Message.Verbatim(now.Path),
                    Message.Verbatim(old.Status.Word),
                    Message.Verbatim(now.Status.Word),
                    now.Check is { } check ? Message.Verbatim(check.Code) : null
                )
            );
        }
        else if ((old.Weight ?? 1) > 0 != (now.Weight ?? 1) > 0)
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Server,
                    TransitionTone.Intent,
                    node,
                    Message.Verbatim(now.Path),
                    TransitionTexts.Weight(old.Weight),
                    TransitionTexts.Weight(now.Weight),
                    null
                )
            );
        }
    }

    private static TransitionTone ToneOf(ServerOperationalState state) =>
        state switch
        {
            ServerOperationalState.Up => TransitionTone.Good,
            ServerOperationalState.Down => TransitionTone.Bad,
            ServerOperationalState.Maint or ServerOperationalState.Drain => TransitionTone.Intent,
            ServerOperationalState.NoLb => TransitionTone.Bad,
            _ => TransitionTone.Unknown,
        };
}

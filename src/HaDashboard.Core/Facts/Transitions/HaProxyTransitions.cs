using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes of one node's HAProxy: its reachability, its worker and its servers.</summary>
internal static class HaProxyTransitions
{
    internal static void Add(
        NodeName node,
        Slice<HaProxyReading> before,
        Slice<HaProxyReading> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        AddReachability(node, before, after, at, add);
        if (before.Value is { } old && after.Value is { } now && !ReferenceEquals(old, now))
        {
            AddWorker(node, old, now, at, add);
            AddServers(node, old, now, at, add);
            if (old.Process.IsSameWorker(now.Process))
            {
                AddMissed(node, old, now, at, add);
            }
            else
            {
                AddLost(node, old, now, at, add);
            }
        }
    }

    // A server that was DOWN and UP again between two polls changes only a counter. Without this, fast flapping would stay invisible.
    private static void AddMissed(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        for (var i = 0; i < now.Proxies.Length; i++)
        {
            var proxy = now.Proxies[i];
            var known = Counterpart(old, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && !ReferenceEquals(proxy, known); j++)
            {
                var server = proxy.Servers[j];
                if (Counterpart(known, j, server) is { } was && IsMissedFall(was, server))
                {
                    add(
                        new Transition(
                            at,
                            TransitionKind.Server,
                            TransitionTone.Bad,
                            node,
                            server.Path,
                            "UP",
                            "UP",
                            "was DOWN between two polls"
                        )
                    );
                }
            }
        }
    }

    private static bool IsMissedFall(Server was, Server now) =>
        now.Status.State is ServerOperationalState.Up
        && was.Status.State is ServerOperationalState.Up
        && now.LastChangeSeconds < was.LastChangeSeconds
        && now.Row.Number("chkdown") > was.Row.Number("chkdown");

    /// <summary>The servers of a backend that went down between two polls, those that are up again included.</summary>
    internal static IEnumerable<string> FallsOf(string backend, HaProxyReading old, HaProxyReading now)
    {
        if (now.Find(backend) is not { } proxy || old.Find(backend) is not { } known || ReferenceEquals(proxy, known))
        {
            return [];
        }

        var isSameWorker = old.Process.IsSameWorker(now.Process);
        return proxy
            .Servers.Select((server, place) => (Was: Counterpart(known, place, server), Now: server))
            .Where(pair => pair.Was is { } was && IsFall(was, pair.Now, isSameWorker))
            .Select(pair => pair.Now.Name.Value);
    }

    private static bool IsFall(Server was, Server now, bool isSameWorker) =>
        (was.Status.State != now.Status.State && ToneOf(now.Status.State) is TransitionTone.Bad)
        || (isSameWorker && IsMissedFall(was, now));

    // A new worker starts from its configuration file: settings made at run time are lost, and HAProxy does not report that.
    private static void AddLost(
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
            var left = Counterpart(now, i, proxy);
            for (var j = 0; j < proxy.Servers.Length; j++)
            {
                if (
                    Counterpart(left, j, proxy.Servers[j]) is not { } server
                    || Lost(proxy.Servers[j], server) is not { } lost
                )
                {
                    continue;
                }

                add(
                    new Transition(
                        at,
                        TransitionKind.Configuration,
                        TransitionTone.Bad,
                        node,
                        server.Path,
                        lost.From,
                        lost.To,
                        $"{lost.What} was lost by the reload"
                    )
                );
            }
        }
    }

    private static (string What, string From, string To)? Lost(Server was, Server now) =>
        (was.Status, UserWeight(was), UserWeight(now)) switch
        {
            ({ State: ServerOperationalState.Maint, Detail: null }, _, _)
                when now.Status.State is not ServerOperationalState.Maint => ("MAINT", "MAINT", now.Status.Word),
            ({ State: ServerOperationalState.Drain, Detail: null }, _, _)
                when now.Status.State is not (ServerOperationalState.Drain or ServerOperationalState.Maint) => (
                "DRAIN",
                "DRAIN",
                now.Status.Word
            ),
            (_, { } before, { } after) when before != after => (Weight(before), Weight(before), Weight(after)),
            _ => null,
        };

    private static long? UserWeight(Server server) => server.Row.Number("uweight");

    private static string Weight(long weight) => string.Create(CultureInfo.InvariantCulture, $"weight {weight}");

    private static void AddReachability(
        NodeName node,
        Slice<HaProxyReading> before,
        Slice<HaProxyReading> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        var (was, now) = (Word(before), Word(after));
        if (now is null || string.Equals(was, now, StringComparison.Ordinal) || (was is null && after.IsFresh))
        {
            return; // Neither the first success after a start nor the same failure with another message is a change.
        }

        add(
            new Transition(
                at,
                TransitionKind.Process,
                ToneOf(after),
                node,
                "haproxy",
                was,
                now,
                after.IsFresh ? null : after.Failure?.Message ?? "No new data arrived in time."
            )
        );
    }

    private static string? Word(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => "observed",
            { Failure.Kind: FailureKind.SocketRefused } => "not running",
            { Failure: not null } or { Freshness: Freshness.Stale } => "not observed",
            _ => null,
        };

    private static TransitionTone ToneOf(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => TransitionTone.Good,
            { Failure.Kind: FailureKind.SocketRefused } => TransitionTone.Bad,
            _ => TransitionTone.Unknown,
        };

    private static void AddWorker(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        if (!old.Process.IsSameWorker(now.Process))
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Process,
                    TransitionTone.Neutral,
                    node,
                    "haproxy",
                    Worker(old),
                    Worker(now),
                    old.Process.Version.Equals(now.Process.Version, StringComparison.Ordinal)
                        ? "a new worker"
                        : $"a new worker, version {now.Process.Version}"
                )
            );
        }
    }

    private static string Worker(HaProxyReading reading) =>
        string.Create(CultureInfo.InvariantCulture, $"pid {reading.Process.Pid}");

    private static void AddServers(
        NodeName node,
        HaProxyReading old,
        HaProxyReading now,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        for (var i = 0; i < now.Proxies.Length; i++)
        {
            var proxy = now.Proxies[i];
            var known = Counterpart(old, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && !ReferenceEquals(proxy, known); j++)
            {
                AddServer(node, Counterpart(known, j, proxy.Servers[j]), proxy.Servers[j], at, add);
            }
        }

        for (var i = 0; i < old.Proxies.Length; i++)
        {
            var proxy = old.Proxies[i];
            var left = Counterpart(now, i, proxy);
            for (var j = 0; j < proxy.Servers.Length && !ReferenceEquals(proxy, left); j++)
            {
                var gone = proxy.Servers[j];
                if (Counterpart(left, j, gone) is null)
                {
                    add(
                        new Transition(
                            at,
                            TransitionKind.Configuration,
                            TransitionTone.Neutral,
                            node,
                            gone.Path,
                            gone.Status.Word,
                            null,
                            "no longer listed"
                        )
                    );
                }
            }
        }
    }

    // HAProxy keeps the order of its proxies and servers, so the same position is tried first. Searching for each of 10,000 servers
    // took 50 ms.
    private static Proxy? Counterpart(HaProxyReading reading, int position, Proxy proxy) =>
        position < reading.Proxies.Length
        && reading.Proxies[position] is var same
        && same.Id == proxy.Id
        && same.Name == proxy.Name
            ? same
            : reading.Find(proxy.Name.Value);

    private static Server? Counterpart(Proxy? proxy, int position, Server server) =>
        position < proxy?.Servers.Length && proxy.Servers[position] is var same && same.Name == server.Name
            ? same
            : proxy?.Find(server.Name.Value);

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
                    now.Path,
                    null,
                    now.Status.Word,
                    "newly listed"
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
                    now.Path,
                    old.Status.Word,
                    now.Status.Word,
                    CheckText(now)
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
                    now.Path,
                    Weight(old),
                    Weight(now),
                    null
                )
            );
        }
    }

    private static string Weight(Server server) =>
        string.Create(CultureInfo.InvariantCulture, $"weight {server.Weight}");

    private static string? CheckText(Server server) => server.Check?.Code;

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

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Stats;

/// <summary>The reading of a node as lines in hatop's order: FRONTEND, listeners, servers, BACKEND.</summary>
public static class StatLines
{
    // A slice is immutable, so its lines are computed once, by the first circuit that needs them. They are released with the slice.
    private static readonly ConditionalWeakTable<Slice<HaProxyReading>, StatLine[]> Known = [];

    public static IReadOnlyList<StatLine> Of(NodeState node) => Known.GetValue(node.HaProxy, _ => Build(node));

    private static StatLine[] Build(NodeState node)
    {
        if (node.HaProxy.Value is not { } reading)
        {
            return [];
        }

        var before = node.Before?.Value;
        var seconds = (node.HaProxy.ObservedAt - node.Before?.ObservedAt)?.TotalSeconds ?? 0;
        var lines = new List<StatLine>();
        for (var i = 0; i < reading.Proxies.Length; i++)
        {
            var proxy = reading.Proxies[i];
            Add(lines, node, proxy, before is null ? null : Counterpart(before.Proxies, i, proxy), seconds);
        }

        return [.. lines];
    }

    private static void Add(List<StatLine> lines, NodeState node, Proxy proxy, Proxy? before, double seconds)
    {
        var stale = !node.HaProxy.IsFresh;
        var isTcp = IsTcp(proxy);
        if (proxy.Frontend is { } frontend)
        {
            Other("FRONTEND", StatRowKind.Frontend, frontend.Status, frontend.Row, before?.Frontend?.Row);
        }

        for (var i = 0; i < proxy.Listeners.Length; i++)
        {
            var listener = proxy.Listeners[i];
            var old =
                i < before?.Listeners.Length
                && before.Listeners[i] is var same
                && same.Name.Equals(listener.Name, StringComparison.Ordinal)
                    ? same.Row
                    : null;
            Other(listener.Name, StatRowKind.Listener, listener.Status, listener.Row, old);
        }

        for (var i = 0; i < proxy.Servers.Length; i++)
        {
            var server = proxy.Servers[i];
            var old =
                i < before?.Servers.Length && before.Servers[i] is var same && same.Name == server.Name
                    ? same
                    : before?.Find(server.Name.Value);
            lines.Add(
                new StatLine(
                    node.Name,
                    proxy.Name,
                    proxy.Id,
                    server.Name.Value,
                    StatRowKind.Server,
                    server,
                    server.Status.Word,
                    server.Status.Text,
                    StatusStyle.Of(server),
                    server.Row,
                    old?.ServerId == server.ServerId ? old.Row : null,
                    seconds,
                    isTcp,
                    stale
                )
            );
        }

        if (proxy.Backend is { } backend)
        {
            Other("BACKEND", StatRowKind.Backend, backend.Status, backend.Row, before?.Backend?.Row);
        }

        void Other(string name, StatRowKind kind, string status, StatRow row, StatRow? old) =>
            lines.Add(
                new StatLine(
                    node.Name,
                    proxy.Name,
                    proxy.Id,
                    name,
                    kind,
                    null,
                    status,
                    status,
                    StatusStyle.OfProxyStatus(status),
                    row,
                    old,
                    seconds,
                    isTcp,
                    stale
                )
            );
    }

    // HAProxy keeps its order, so the counterpart usually has the same index.
    private static Proxy? Counterpart(ImmutableArray<Proxy> proxies, int place, Proxy proxy) =>
        place < proxies.Length && proxies[place] is var same && same.Id == proxy.Id && same.Name == proxy.Name
            ? same
            : proxies.FirstOrDefault(p => p.Id == proxy.Id && p.Name == proxy.Name);

    private static bool IsTcp(Proxy proxy)
    {
        var row = proxy.Frontend?.Row ?? proxy.Backend?.Row ?? (proxy.Servers.IsEmpty ? null : proxy.Servers[0].Row);
        return row?.Text("mode") is "tcp";
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// What the rules ask of every server of a reading. A reading never changes, and between two judgements one node of many was polled: the
/// others need not be searched again.
/// </summary>
internal sealed class ReadingIndex
{
    private static readonly ConditionalWeakTable<HaProxyReading, ReadingIndex> Memo = [];
    private readonly Lazy<HashSet<(string Proxy, string Server)>> _listed;

    private ReadingIndex(HaProxyReading reading)
    {
        OutOfRotation = [.. reading.Proxies.SelectMany(proxy => proxy.Servers).Where(server => server.IsOutOfRotation)];
        _listed = new(() =>
            [
                .. reading
                    .Proxies.SelectMany(proxy => proxy.Servers)
                    .Select(server => (server.Proxy.Value, server.Name.Value)),
            ]
        );
    }

    internal ImmutableArray<Server> OutOfRotation { get; }

    internal static ReadingIndex Of(HaProxyReading reading) => Memo.GetValue(reading, static r => new ReadingIndex(r));

    internal bool Lists(Server server) => _listed.Value.Contains((server.Proxy.Value, server.Name.Value));
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// What the rules ask of every server of a reading. A reading never changes, and between two judgements one node of many was polled: the
/// others need not be searched again.
/// </summary>
internal sealed class ReadingIndex
{
    private readonly Lazy<HashSet<(string Proxy, string Server)>> _listed;

    internal ReadingIndex(HaProxyReading reading)
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

    internal bool Lists(Server server) => _listed.Value.Contains((server.Proxy.Value, server.Name.Value));
}

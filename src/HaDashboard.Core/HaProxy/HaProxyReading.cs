using System.Collections.Immutable;

namespace HaDashboard.Core.HaProxy;

/// <summary>One whole poll of one HAProxy: <c>show info</c> and <c>show stat</c> of the same worker.</summary>
public sealed record HaProxyReading(ProcessInfo Process, StatColumns Columns, ImmutableArray<Proxy> Proxies)
{
    public Proxy? Find(string proxy)
    {
        foreach (var candidate in Proxies)
        {
            if (candidate.Name.Value.Equals(proxy, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }

    public Server? Find(string proxy, string server) =>
        Find(proxy)?.Servers.FirstOrDefault(s => s.Name.Value.Equals(server, StringComparison.Ordinal));
}

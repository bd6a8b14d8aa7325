using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>One complete poll of one HAProxy: <c>show info</c> and <c>show stat</c> of the same worker.</summary>
public sealed record HaProxyReading(ProcessInfo Process, StatColumns Columns, ImmutableArray<Proxy> Proxies)
{
    /// <summary>
    /// The proxy of this name; null if there is none. A frontend and a backend can have the same name. Then this is the backend, because
    /// it contains the servers.
    /// </summary>
    public Proxy? Find(string proxy)
    {
        Proxy? found = null;
        foreach (var candidate in Proxies)
        {
            if (candidate.Name.Value.Equals(proxy, StringComparison.Ordinal))
            {
                if (candidate.Backend is not null)
                {
                    return candidate;
                }

                found ??= candidate;
            }
        }

        return found;
    }

    public Server? Find(string proxy, string server) => Find(proxy)?.Find(server);
}

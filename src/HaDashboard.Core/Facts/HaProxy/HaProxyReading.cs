using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>One whole poll of one HAProxy: <c>show info</c> and <c>show stat</c> of the same worker.</summary>
public sealed record HaProxyReading(ProcessInfo Process, StatColumns Columns, ImmutableArray<Proxy> Proxies)
{
    /// <summary>The proxy of this name. A frontend and a backend may share one, as two proxies: then the backend, for it has the servers.</summary>
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

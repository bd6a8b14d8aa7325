using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A proxy: a frontend, a backend or both (<c>listen</c>). Its servers are in the order of the configuration.</summary>
public sealed record Proxy(
    ProxyName Name,
    int Id,
    Frontend? Frontend,
    Backend? Backend,
    ImmutableArray<Server> Servers,
    ImmutableArray<Listener> Listeners
)
{
    public Server? Find(string server)
    {
        foreach (var candidate in Servers)
        {
            if (candidate.Name.Value.Equals(server, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }
}

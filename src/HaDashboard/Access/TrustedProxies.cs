using System.Collections.Immutable;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace HaDashboard.Access;

internal static class TrustedProxies
{
    /// <summary>
    /// X-Forwarded-For and X-Forwarded-Proto are used only if the request comes from a configured proxy. Otherwise any client could
    /// choose the address that the throttle counts and the audit log records. X-Forwarded-Host is not used: the proxy passes Host on.
    /// </summary>
    public static IServiceCollection AddTrustedProxies(
        this IServiceCollection services,
        ImmutableArray<IPNetwork> proxies
    ) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = proxies.IsEmpty
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null; // several proxies in a row, if each is configured
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
            {
                options.KnownIPNetworks.Add(proxy);
            }
        });
}

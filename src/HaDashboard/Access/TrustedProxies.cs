using System.Collections.Immutable;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace HaDashboard.Access;

internal static class TrustedProxies
{
    /// <summary>
    /// Address and scheme of the browser are taken from X-Forwarded-For and -Proto where the request comes from a proxy that is named,
    /// and from nobody else: otherwise everybody would choose the address that throttle and audit see. Not X-Forwarded-Host: the proxy
    /// passes Host on.
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
            options.ForwardLimit = null; // through several proxies, as long as each is named
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
            {
                options.KnownIPNetworks.Add(proxy);
            }
        });
}

using System.Net;

namespace HaDashboard.Access;

internal static class HttpContextExtensions
{
    /// <summary>The peer's address, an IPv4 one in its own spelling.</summary>
    internal static string RemoteAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress switch
        {
            null => "unknown",
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            IPAddress address => address.ToString(),
        };

    /// <summary>A request of a program, which wants a status and not a page.</summary>
    internal static bool IsForPrograms(this HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        || request.Path.StartsWithSegments("/hubs")
        || request.Path.StartsWithSegments("/openapi")
        || request.Path.StartsWithSegments("/healthz")
        || request.Path.StartsWithSegments("/metrics")
        || request.Path.StartsWithSegments("/_blazor");
}

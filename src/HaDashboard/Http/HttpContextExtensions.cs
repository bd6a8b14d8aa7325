using System.Net;

namespace HaDashboard.Http;

internal static class HttpContextExtensions
{
    /// <summary>The peer's address. An IPv4 address that is mapped to IPv6 is written as IPv4.</summary>
    internal static string RemoteAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress switch
        {
            null => "unknown",
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            IPAddress address => address.ToString(),
        };

    /// <summary>True if the client is a program, which gets a status code instead of an HTML page.</summary>
    internal static bool IsForPrograms(this HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        || request.Path.StartsWithSegments("/hubs")
        || request.Path.StartsWithSegments("/openapi")
        || request.Path.StartsWithSegments("/healthz")
        || request.Path.StartsWithSegments("/metrics")
        || request.Path.StartsWithSegments("/_blazor");
}

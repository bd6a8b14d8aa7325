using HaDashboard.Api;

namespace HaDashboard.Access;

/// <summary>
/// A page elsewhere must not talk to this program in the name of who looks at it: not over a WebSocket, which knows no CORS, and not by
/// a form. A browser says where a request comes from and no script can make it say something else; a program says nothing.
/// </summary>
internal static class OriginGuard
{
    internal static IApplicationBuilder UseOriginGuard(this IApplicationBuilder app) =>
        app.Use(
            static (context, next) =>
                MayChange(context.Request) && !IsOwn(context.Request)
                    ? Problems
                        .Of(StatusCodes.Status403Forbidden, "This request comes from a page of another site.")
                        .ExecuteAsync(context)
                    : next(context)
        );

    // The two hubs whatever the method: a WebSocket begins with a GET.
    private static bool MayChange(HttpRequest request) =>
        !(
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
        || request.Path.StartsWithSegments("/_blazor")
        || request.Path.StartsWithSegments("/hubs");

    private static bool IsOwn(HttpRequest request)
    {
        // Both where there are both. Sec-Fetch-Site is the browser's own judgement; "none" is the address bar.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            return false;
        }

        // By host and port and not by scheme: a proxy that ends TLS speaks plain HTTP to us. Where the browser has judged already, a
        // proxy may also have put another Host.
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || site is "same-origin"
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(Authority(request, uri), StringComparison.OrdinalIgnoreCase)
            );
    }

    private static string Authority(HttpRequest request, Uri origin) =>
        request.Host.Port is { } port && !(origin.IsDefaultPort && port == origin.Port)
            ? $"{request.Host.Host}:{port}"
            : request.Host.Host;
}

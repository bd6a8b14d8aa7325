using HaDashboard.Http;

namespace HaDashboard.Access;

/// <summary>
/// Rejects requests that a page of another site sends with the user's cookie, over a WebSocket (to which CORS does not apply) or by a form.
/// A browser sends the origin of a request, and no script can change it; a program sends none.
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

    // Both hubs for every method, because a WebSocket starts with a GET.
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
        // Both headers are checked if both are present. Sec-Fetch-Site is set by the browser; "none" means the address bar.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            return false;
        }

        // Host and port are compared, not the scheme: a proxy that terminates TLS sends plain HTTP to this program. With "same-origin" the
        // host is not compared, because a proxy may have replaced it.
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

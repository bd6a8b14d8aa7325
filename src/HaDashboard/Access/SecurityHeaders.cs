namespace HaDashboard.Access;

internal static class SecurityHeaders
{
    // Scripts: files of this program and nothing else, no inline one, no eval. Styles: inline too, because MudBlazor places popovers and
    // dialogs by style attributes, and bars have their length in one; a style runs no code, and connect-src and img-src keep one from
    // carrying anything elsewhere. "ws:" is not needed: 'self' covers the WebSocket of the same host.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'none'; frame-ancestors 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    /// <summary>
    /// What every answer tells the browser. No HSTS and no redirect to HTTPS: they hold for every port of the host name, and the proxy that
    /// ends TLS knows what else is there; this program does not.
    /// </summary>
    internal static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "same-origin"; // not no-referrer: browsers then send "Origin: null" with our own forms
                headers["Permissions-Policy"] = PermissionsPolicy;
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                if (context.Request.IsForPrograms() || context.Request.Path.StartsWithSegments("/export"))
                {
                    headers.CacheControl = "no-store"; // no shared computer's disk keeps the cluster
                }

                return next(context);
            }
        );
}

using HaDashboard.Http;

namespace HaDashboard.Access;

internal static class SecurityHeaders
{
    // Scripts: only files of this program, no inline script, no eval. Styles: inline too, because MudBlazor positions popovers and
    // dialogs by style attributes, and grids set their column count in one. A style runs no code, and connect-src and img-src prevent it
    // from sending data to another host. "ws:" is not needed: 'self' includes the WebSocket of the same host.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'none'; frame-ancestors 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    /// <summary>
    /// Sets the security headers of every response. HSTS and the redirect to HTTPS are left to the proxy that terminates TLS: they apply to
    /// every port of the host name, and this program does not know what else runs there.
    /// </summary>
    internal static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "same-origin"; // with no-referrer, browsers send "Origin: null" with our own forms
                headers["Permissions-Policy"] = PermissionsPolicy;
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                if (context.Request.IsForPrograms() || context.Request.Path.StartsWithSegments("/export"))
                {
                    headers.CacheControl = "no-store"; // the data must not be stored on a shared computer
                }

                return next(context);
            }
        );
}

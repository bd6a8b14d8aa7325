namespace HaDashboard.Access;

internal static class SecurityHeaders
{
    /// <summary>What every answer tells the browser. No HSTS and no redirect to HTTPS: the proxy that ends TLS knows, this program does not.</summary>
    internal static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin"; // not no-referrer: browsers then send "Origin: null" with our own forms
        return next(context);
    });
}

using HaDashboard.Access;

namespace HaDashboard.Api;

/// <summary>
/// A browser adds its cookie, or in the demo nothing at all, to a request that any page on the web makes. So a call that changes
/// something carries a Bearer token, which no browser adds by itself, or the header X-Requested-With: a page elsewhere can't send it
/// without a CORS preflight, and this program answers none.
/// </summary>
internal sealed class CrossSiteGuard : IEndpointFilter
{
    internal const string Header = "X-Requested-With";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var byToken = http.User.Identities.Any(identity => identity.AuthenticationType is AccessSchemes.Bearer);
        return byToken || !string.IsNullOrEmpty(http.Request.Headers[Header])
            ? next(context)
            : ValueTask.FromResult<object?>(
                Problems.Of(
                    StatusCodes.Status403Forbidden,
                    $"Send the header {Header} (any value), or use an API token: this call came with a browser's own sign-in."
                )
            );
    }
}

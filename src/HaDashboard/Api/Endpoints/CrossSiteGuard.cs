using HaDashboard.Access;
using HaDashboard.Http;

namespace HaDashboard.Api.Endpoints;

/// <summary>
/// A browser adds its cookie to a request that a page of another site makes. The demo needs no cookie at all. So a call that changes
/// something needs a Bearer token, which no browser adds by itself, or the header X-Requested-With. A page of another site cannot send
/// that header without a CORS preflight, and HaDashboard accepts none.
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
                    $"Send the header {Header} with any value, or use an API token. The request has only a browser sign-in."
                )
            );
    }
}

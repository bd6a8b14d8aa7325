using Microsoft.AspNetCore.Authentication;

namespace HaDashboard.Access.Oidc;

internal static partial class OidcEndpoints
{
    /// <summary>
    /// Redirects to the provider. If it is unreachable, the sign-in page shows a message, and local users can still sign in.
    /// </summary>
    public static void MapOidc(this IEndpointRouteBuilder app) =>
        app.MapGet("/sign-in/provider", async (HttpContext context, string? returnUrl, ILogger<OidcEvents> logger) =>
            {
                if (
                    await context
                        .RequestServices.GetRequiredService<IAuthenticationSchemeProvider>()
                        .GetSchemeAsync(AccessSchemes.Oidc)
                    is null
                )
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }

                try
                {
                    await context.ChallengeAsync(
                        AccessSchemes.Oidc,
                        new AuthenticationProperties { RedirectUri = LocalUrl.OrHome(returnUrl) }
                    );
                }
                catch (Exception exception)
                    when (exception is InvalidOperationException or IOException or HttpRequestException)
                {
                    Log.Unreachable(logger, exception);
                    context.Response.Redirect("/sign-in?provider=unreachable");
                }
            })
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The OpenID provider is unreachable.")]
        public static partial void Unreachable(ILogger logger, Exception exception);
    }
}

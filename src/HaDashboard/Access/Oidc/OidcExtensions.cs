using HaDashboard.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace HaDashboard.Access.Oidc;

internal static class OidcExtensions
{
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>Registers sign-in by the configured provider: code flow with PKCE, state and nonce. No token is kept.</summary>
    public static AuthenticationBuilder AddOidc(this AuthenticationBuilder builder, OidcSettings settings)
    {
        builder.Services.AddScoped<OidcEvents>().AddSingleton<OidcNote>();
        return !settings.IsConfigured
            ? builder
            : builder.AddOpenIdConnect(AccessSchemes.Oidc, options => Configure(options, settings));
    }

    private static void Configure(OpenIdConnectOptions options, OidcSettings settings)
    {
        options.SignInScheme = AccessSchemes.Cookie;
        options.Authority = settings.Authority!.OriginalString;
        options.RequireHttpsMetadata = settings.Authority is not { IsLoopback: true };
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecretFile is { } file ? File.ReadAllText(file.Path).Trim() : null;
        options.ResponseType = "code";
        // Not form_post: its POST comes from the provider's site, so the browser would not send our cookies.
        options.ResponseMode = "query";
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true; // some providers send the groups only there
        options.ClaimActions.MapJsonKey(settings.RoleClaim, settings.RoleClaim);
        options.Scope.Clear();
        foreach (
            var scope in settings
                .Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Prepend("openid")
                .Distinct(StringComparer.Ordinal)
        )
        {
            options.Scope.Add(scope);
        }

        options.CallbackPath = CallbackPath;
        options.SignedOutCallbackPath = "/sign-out/callback";
        options.RemoteSignOutPath = default; // any website could load it and sign the user out
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax; // the browser returns from the provider by a link
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.EventsType = typeof(OidcEvents);
    }
}

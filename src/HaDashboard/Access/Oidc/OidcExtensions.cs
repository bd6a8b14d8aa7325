using HaDashboard.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace HaDashboard.Access.Oidc;

internal static class OidcExtensions
{
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>Sign-in by the configured provider: code flow with PKCE, state and nonce, and no token kept afterwards.</summary>
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
        // Not form_post: its POST comes from the provider's site, and no cookie of ours would come with it.
        options.ResponseMode = "query";
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true; // some providers tell the groups only there
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
        options.RemoteSignOutPath = default; // any page on the web could load it and so sign the person on call out
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax; // the way back from the provider is a link that is followed
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.EventsType = typeof(OidcEvents);
    }
}

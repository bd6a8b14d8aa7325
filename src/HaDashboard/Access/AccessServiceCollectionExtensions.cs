using System.Security.Claims;
using HaDashboard.Access.Oidc;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace HaDashboard.Access;

public static class AccessServiceCollectionExtensions
{
    /// <summary>Who may come in, and as what. Everything needs a sign-in but what says otherwise.</summary>
    /// <param name="demo">Everybody is Admin of a simulated cluster.</param>
    /// <param name="keys">Where the keys of the cookies and the list of sessions are kept; null in the demo, of which nothing outlives it.</param>
    public static IServiceCollection AddAccess(
        this IServiceCollection services,
        AccessSettings settings,
        bool demo,
        DirectoryInfo? keys
    )
    {
        services
            .AddAuthentication(AccessSchemes.Any)
            .AddPolicyScheme(AccessSchemes.Any, null, options => options.ForwardDefaultSelector = context =>
                    context.Request.Headers.Authorization.Count > 0 ? AccessSchemes.Bearer
                    : demo ? AccessSchemes.Demo
                    : AccessSchemes.Cookie)
            .AddCookie(AccessSchemes.Cookie, Configure)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(AccessSchemes.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, DemoHandler>(AccessSchemes.Demo, null)
            .AddOidc(settings.Oidc);
        var protection = services.AddDataProtection().SetApplicationName("HaDashboard");
        // It warns that the keys are not encrypted. With what, that is not beside them? The folder is this account's alone (KeyFolder).
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
        );
        _ = keys is null ? protection.UseEphemeralDataProtectionProvider() : protection.PersistKeysToFileSystem(keys);

        services.AddAuthorization(AccessPolicies.Add);
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddTrustedProxies(settings.TrustedProxies).AddRateLimits();
        return services
            .AddSingleton(settings)
            .AddSingleton(new SessionFile(keys is null ? null : Path.Combine(keys.FullName, "sessions.json")))
            .AddSingleton<AccessDirectory>()
            .AddSingleton(provider => new SessionStore(
                provider.GetRequiredService<SessionFile>(),
                provider.GetRequiredService<AccessDirectory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SessionStore>>()
            ))
            .AddSingleton<SessionControl>()
            .AddSingleton<ICallerCheck>(provider => provider.GetRequiredService<SessionStore>())
            .AddSingleton(new StartLink(needed: !demo && settings.IsEmpty))
            .AddSingleton<SignInThrottle>()
            .AddSingleton<SignInAudit>()
            .AddSingleton<SignInService>()
            .AddScoped<IClaimsTransformation, RemoteAddressClaim>()
            .AddScoped<AuthenticationStateProvider, RevalidatingUserProvider>();
    }

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "hadashboard";
        options.Cookie.HttpOnly = true;
        // Lax and not Strict: the link to a page of the dashboard, in an alert or a chat, must find the person signed in.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionStore.Lifetime;
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.LogoutPath = "/sign-out";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int statusForPrograms)
    {
        if (context.Request.IsForPrograms())
        {
            context.Response.StatusCode = statusForPrograms;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (
            context.Principal is not ClaimsPrincipal user
            || !context.HttpContext.RequestServices.GetRequiredService<SessionStore>().IsStillValid(user)
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AccessSchemes.Cookie);
        }
    }
}

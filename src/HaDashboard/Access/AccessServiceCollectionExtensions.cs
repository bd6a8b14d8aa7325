using System.Security.Claims;
using HaDashboard.Access.Oidc;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace HaDashboard.Access;

public static class AccessServiceCollectionExtensions
{
    /// <summary>Registers authentication and authorisation. Every endpoint requires a sign-in unless it allows anonymous access.</summary>
    /// <param name="demo">True: every user is Admin of the simulated cluster.</param>
    /// <param name="keys">The folder of the cookie keys and the session list; null in the demo, which stores nothing.</param>
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
        // XmlKeyManager warns that the keys are not encrypted. A key to encrypt them would be on the same disk, and only this account may
        // read the folder (KeyFolder).
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
            .AddSingleton(provider => new SessionRegistry(
                provider.GetRequiredService<SessionFile>(),
                provider.GetRequiredService<AccessDirectory>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SessionRegistry>>()
            ))
            .AddSingleton<SessionService>()
            .AddSingleton<ICallerCheck>(provider => provider.GetRequiredService<SessionRegistry>())
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
        // Lax, not Strict: with Strict, a user who follows a link from an alert or a chat would have to sign in again.
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionRegistry.Lifetime;
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
            || !context.HttpContext.RequestServices.GetRequiredService<SessionRegistry>().IsStillValid(user)
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AccessSchemes.Cookie);
        }
    }
}

using System.Security.Claims;
using HaDashboard.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace HaDashboard.Access;

public static class AccessServiceCollectionExtensions
{
    /// <summary>Who may come in, and as what. Everything needs a sign-in but what says otherwise.</summary>
    /// <param name="demo">Everybody is Admin of a simulated cluster.</param>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessSettings settings, bool demo)
    {
        services.AddAuthentication(AccessSchemes.Any)
            .AddPolicyScheme(AccessSchemes.Any, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? AccessSchemes.Bearer : demo ? AccessSchemes.Demo : AccessSchemes.Cookie)
            .AddCookie(AccessSchemes.Cookie, Configure)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(AccessSchemes.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, DemoHandler>(AccessSchemes.Demo, null);
        if (demo)
        {
            services.AddDataProtection().UseEphemeralDataProtectionProvider(); // nothing of a demo outlives it, its keys neither
        }

        services.AddAuthorization(AccessPolicies.Add);
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        return services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<AccessDirectory>(provider, settings))
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
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
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
        var directory = context.HttpContext.RequestServices.GetRequiredService<AccessDirectory>();
        if (context.Principal is not ClaimsPrincipal user || !directory.IsStillValid(user))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AccessSchemes.Cookie);
        }
    }
}

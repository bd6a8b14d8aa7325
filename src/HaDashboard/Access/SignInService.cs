using System.Globalization;
using System.Security.Claims;
using HaDashboard.Access.Sessions;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Http;
using Microsoft.AspNetCore.Authentication;

namespace HaDashboard.Access;

/// <summary>The result of a sign-in attempt.</summary>
/// <param name="StatusCode">The status code of the response.</param>
/// <param name="Message">The message for the user; null on success.</param>
internal sealed record SignInResult(int StatusCode, Message? Message)
{
    public static SignInResult Success { get; } = new(StatusCodes.Status200OK, null);
}

/// <summary>Signs users in by name and password or by the start link, and issues the cookie.</summary>
internal sealed class SignInService(
    AccessDirectory directory,
    SessionRegistry sessions,
    SignInThrottle throttle,
    StartLink link,
    SignInAudit audit
)
{
    private const int MaxPassword = 1024;
    private const string LinkName = "start link";

    public async Task<SignInResult> ByPasswordAsync(HttpContext context, string? name, string? password)
    {
        var from = context.RemoteAddress();
        name = (name ?? "").Trim();
        if (throttle.Wait(from, name) is { } wait)
        {
            return TooMany(context, wait);
        }

        if (
            name.Length is 0 or > 64
            || password is not { Length: > 0 and <= MaxPassword }
            || directory.Verify(name, password) is not { } user
        )
        {
            return await RefuseAsync(context, from, name, "wrong name or password");
        }

        throttle.Succeeded(from, name);
        await SignInAsync(context, user.Name, user.Role, SignInMethod.Password, AccessDirectory.StampOf(user));
        await audit.SignedInAsync(user.Name, user.Role, from, "by password");
        return SignInResult.Success;
    }

    public async Task<SignInResult> ByLinkAsync(HttpContext context, string secret)
    {
        var from = context.RemoteAddress();
        if (throttle.Wait(from, LinkName) is { } wait)
        {
            return TooMany(context, wait);
        }

        if (!link.TryUse(secret))
        {
            return await RefuseAsync(context, from, LinkName, "expired or wrong link");
        }

        await SignInAsync(context, "admin", UserRole.Admin, SignInMethod.StartLink, StartLink.Stamp);
        await audit.SignedInAsync("admin", UserRole.Admin, from, "by the one-time start link");
        return SignInResult.Success;
    }

    public async Task SignOutAsync(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
        {
            await audit.SignedOutAsync(name, context.User.Role(), context.RemoteAddress());
            if (context.User.SessionId() is { } session)
            {
                sessions.End(session); // invalidates copies of the cookie too
            }
        }

        await context.SignOutAsync(AccessSchemes.Cookie);
    }

    private Task SignInAsync(HttpContext context, string name, UserRole role, SignInMethod method, string stamp) =>
        context.SignInAsync(
            AccessSchemes.Cookie,
            new ClaimsPrincipal(
                AccessClaims.Identity(sessions.Begin(name, role, method, context.RemoteAddress(), stamp, []))
            )
        );

    private async Task<SignInResult> RefuseAsync(HttpContext context, string from, string name, string why)
    {
        var locked = throttle.Failed(from, name);
        await audit.RefusedAsync(name, from, why);
        if (locked)
        {
            await audit.RefusedAsync(name, from, "too many failures, further attempts are rejected");
        }

        return new SignInResult(
            StatusCodes.Status401Unauthorized,
            why is "wrong name or password" ? AccessRefusalTexts.WrongNameOrPassword : AccessRefusalTexts.LinkExpired
        );
    }

    private static SignInResult TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new SignInResult(StatusCodes.Status429TooManyRequests, AccessRefusalTexts.TooManyAttempts(seconds));
    }
}

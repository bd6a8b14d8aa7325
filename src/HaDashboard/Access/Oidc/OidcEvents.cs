using System.Collections.Immutable;
using System.Security.Claims;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace HaDashboard.Access.Oidc;

/// <summary>
/// Creates a session from the provider's response. Only the name and the mapped groups are kept. A user without a mapped group is refused
/// and sees the groups that the provider sent.
/// </summary>
internal sealed partial class OidcEvents(
    AccessSettings settings,
    AccessDirectory directory,
    SessionRegistry sessions,
    SignInAudit audit,
    OidcNote note,
    ILogger<OidcEvents> logger
) : OpenIdConnectEvents
{
    private const int MaxName = 64;
    private const int MaxGroupsShown = 30;

    // As in Kubernetes (--oidc-username-prefix): without the prefix, a user of the provider could choose the name of a local user.
    private const string Prefix = "oidc:";

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var user = context.Principal!;
        var name = Prefix + Printable.Excerpt(NameOf(user), MaxName - Prefix.Length);
        ImmutableArray<string> groups =
        [
            .. user.FindAll(settings.Oidc.RoleClaim).Select(claim => claim.Value).Distinct(StringComparer.Ordinal),
        ];
        var from = context.HttpContext.RemoteAddress();
        var role = directory.RoleOf(groups);
        if (role is UserRole.None)
        {
            ImmutableArray<string> shown =
            [
                .. groups.Take(MaxGroupsShown).Select(group => Printable.Excerpt(group, MaxName)),
            ];
            var sent = shown.IsEmpty ? "none" : string.Join(", ", shown);
            await audit.RefusedAsync(name, from, $"no group has a role; the provider sent: {sent}");
            context.Response.Redirect(
                $"/sign-in/no-role?note={Uri.EscapeDataString(note.Write(new UnmappedUser(name, shown)))}"
            );
            context.HandleResponse();
            return;
        }

        ImmutableArray<string> mapped = [.. groups.Where(group => directory.RoleOf([group]) is not UserRole.None)];
        var session = sessions.Begin(name, role, SignInMethod.Oidc, from, null, mapped);
        context.Principal = new ClaimsPrincipal(AccessClaims.Identity(session));
        context.Properties = new AuthenticationProperties(); // the cookie contains no data of the provider
        await audit.SignedInAsync(
            name,
            role,
            from,
            $"by OpenID Connect, groups: {string.Join(", ", mapped.Select(group => Printable.Excerpt(group, MaxName)))}"
        );
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        Log.Failed(logger, context.Failure);
        await audit.RefusedAsync(
            "",
            context.HttpContext.RemoteAddress(),
            "the response of the OpenID provider was not accepted"
        );
        context.Response.Redirect("/sign-in?provider=failed"); // without the message: it contains text from the URL
        context.HandleResponse();
    }

    private static string NameOf(ClaimsPrincipal user) =>
        user.FindFirstValue("preferred_username")
        ?? user.FindFirstValue("email")
        ?? user.FindFirstValue("name")
        ?? user.FindFirstValue("sub")
        ?? "nameless";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A sign-in by OpenID Connect failed.")]
        public static partial void Failed(ILogger logger, Exception? exception);
    }
}

using System.Security.Claims;
using System.Text.Encodings.Web;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HaDashboard.Access;

/// <summary>Every user of the demo is Admin: the demo binds loopback only and controls nothing real.</summary>
internal sealed class DemoHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var user = new ClaimsPrincipal(AccessClaims.Identity(Scheme.Name, "demo", UserRole.Admin, "demo"));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
    }
}

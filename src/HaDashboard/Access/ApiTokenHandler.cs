using System.Security.Claims;
using System.Text.Encodings.Web;
using HaDashboard.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HaDashboard.Access;

/// <summary><c>Authorization: Bearer …</c>. A token in the URL is not accepted, because proxies write URLs to their logs.</summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessDirectory directory,
    SignInAudit audit
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";
    private const int MaxLength = 1024;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (
            header.Length is 0 or > MaxLength
            || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || directory.FindToken(header[Prefix.Length..].Trim()) is not { } token
        )
        {
            await audit.RefusedAsync("", Context.RemoteAddress(), "unknown API token");
            return AuthenticateResult.Fail("Unknown API token.");
        }

        var identity = AccessClaims.Identity(Scheme.Name, token.Name, token.Role, AccessDirectory.StampOf(token));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}

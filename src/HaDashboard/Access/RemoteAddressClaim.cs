using System.Security.Claims;
using HaDashboard.Http;
using Microsoft.AspNetCore.Authentication;

namespace HaDashboard.Access;

/// <summary>
/// Adds the remote address to the principal. A circuit keeps the principal of its connection, so its commands are audited with the address
/// of that connection. Behind a proxy in <c>Access:TrustedProxies</c> it is the address of the browser.
/// </summary>
internal sealed class RemoteAddressClaim(IHttpContextAccessor accessor) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (
            accessor.HttpContext is not { } context
            || principal.Identity is not ClaimsIdentity { IsAuthenticated: true } identity
            || principal.HasClaim(c => c.Type is AccessClaims.From)
        )
        {
            return Task.FromResult(principal);
        }

        var copy = identity.Clone(); // the original is written to the cookie when it is renewed
        copy.AddClaim(new Claim(AccessClaims.From, context.RemoteAddress()));
        return Task.FromResult(new ClaimsPrincipal(copy));
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace HaDashboard.Access;

/// <summary>
/// Adds where the request comes from to who it is. A circuit keeps the principal of the connection it runs on, so its commands are
/// audited with that connection's address, without a second road for it. Behind a proxy that
/// <c>Access:TrustedProxies</c> names it is the browser's.
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

        var copy = identity.Clone(); // the original goes back into the cookie when it slides
        copy.AddClaim(new Claim(AccessClaims.From, context.RemoteAddress()));
        return Task.FromResult(new ClaimsPrincipal(copy));
    }
}

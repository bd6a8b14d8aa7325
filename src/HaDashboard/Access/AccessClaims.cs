using System.Security.Claims;
using HaDashboard.Core.Commands;

namespace HaDashboard.Access;

/// <summary>What a signed-in principal carries: a name, a role, by what it came in, and from where.</summary>
public static class AccessClaims
{
    /// <summary>Changes when the password does: a cookie with an old one is worth nothing.</summary>
    internal const string Stamp = "hadashboard.stamp";

    /// <summary>The remote address of the request, or of the circuit's connection. Never stored in the cookie.</summary>
    internal const string From = "hadashboard.from";

    internal static ClaimsIdentity Identity(string scheme, string name, UserRole role, string? stamp = null)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        if (stamp is not null)
        {
            identity.AddClaim(new Claim(Stamp, stamp));
        }

        return identity;
    }

    /// <summary><see cref="UserRole.None"/> for whoever isn't signed in.</summary>
    public static UserRole Role(this ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } && Enum.TryParse<UserRole>(user.FindFirstValue(ClaimTypes.Role), out var role) && Enum.IsDefined(role)
            ? role
            : UserRole.None;

    /// <summary>Who asks, for the command gate. The same in a request and in a circuit.</summary>
    public static Caller ToCaller(this ClaimsPrincipal user) =>
        new(user.Identity?.Name ?? "nobody", user.Role(), user.FindFirstValue(From) ?? "unknown");
}

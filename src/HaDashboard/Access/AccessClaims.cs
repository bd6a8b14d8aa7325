using System.Security.Claims;
using HaDashboard.Access.Sessions;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access;

/// <summary>What a signed-in principal carries: a name, a role, by what it came in, and from where.</summary>
public static class AccessClaims
{
    /// <summary>The session of a cookie, or the stamp of an API token: what is asked again whether it still holds.</summary>
    internal const string Proof = "hadashboard.proof";

    /// <summary>The remote address of the request, or of the circuit's connection. Never stored in the cookie.</summary>
    internal const string From = "hadashboard.from";

    internal static ClaimsIdentity Identity(string scheme, string name, UserRole role, string proof)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        identity.AddClaim(new Claim(Proof, proof));
        return identity;
    }

    internal static ClaimsIdentity Identity(Session session) =>
        Identity(AccessSchemes.Cookie, session.Name, session.Role, session.Id);

    /// <summary>null for whoever did not come in with a cookie.</summary>
    internal static string? SessionId(this ClaimsPrincipal user) =>
        user.Identity is { AuthenticationType: AccessSchemes.Cookie } ? user.FindFirstValue(Proof) : null;

    /// <summary><see cref="UserRole.None"/> for whoever isn't signed in.</summary>
    public static UserRole Role(this ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
        && Enum.TryParse<UserRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
        && Enum.IsDefined(role)
            ? role
            : UserRole.None;

    /// <summary>Who asks, for the command gate. The same in a request and in a circuit.</summary>
    public static Caller ToCaller(this ClaimsPrincipal user) =>
        new(user.Identity?.Name ?? "nobody", user.Role(), user.FindFirstValue(From) ?? "unknown")
        {
            Credential = user.FindFirstValue(Proof) is { } proof
                ? $"{user.Identity?.AuthenticationType} {proof}"
                : null,
        };
}

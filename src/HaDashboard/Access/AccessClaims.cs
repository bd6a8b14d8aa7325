using System.Security.Claims;
using HaDashboard.Access.Sessions;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access;

/// <summary>The claims of a signed-in principal: name, role, credential and remote address.</summary>
public static class AccessClaims
{
    /// <summary>
    /// The session id of a cookie, or the stamp of an API token. It is used to check again whether the sign-in is still valid.
    /// </summary>
    internal const string Proof = "hadashboard.proof";

    /// <summary>The remote address of the request or of the circuit's connection. It is never stored in the cookie.</summary>
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

    /// <summary>The session id; null if the user did not sign in with a cookie.</summary>
    internal static string? SessionId(this ClaimsPrincipal user) =>
        user.Identity is { AuthenticationType: AccessSchemes.Cookie } ? user.FindFirstValue(Proof) : null;

    /// <summary>The role; <see cref="UserRole.None"/> if the user is not signed in.</summary>
    public static UserRole Role(this ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true }
        && Enum.TryParse<UserRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
        && Enum.IsDefined(role)
            ? role
            : UserRole.None;

    /// <summary>The caller for the command gate, from a request or a circuit.</summary>
    public static Caller ToCaller(this ClaimsPrincipal user) =>
        new(user.Identity?.Name ?? "nobody", user.Role(), user.FindFirstValue(From) ?? "unknown")
        {
            Credential = user.FindFirstValue(Proof) is { } proof
                ? $"{user.Identity?.AuthenticationType} {proof}"
                : null,
        };
}

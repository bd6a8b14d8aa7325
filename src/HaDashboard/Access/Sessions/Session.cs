using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>How a user signed in.</summary>
public enum SignInMethod
{
    Password,
    StartLink,
    Oidc,
}

/// <summary>One signed-in browser. Its rights are checked against the configuration each time.</summary>
/// <param name="Id">The id in the encrypted cookie; useless without the keys.</param>
/// <param name="Method">How the user signed in. The session file names it <c>Way</c>: with another name a new version would sign users
/// out.</param>
/// <param name="From">The address of the sign-in.</param>
/// <param name="LastSeen">The last request, or the last check of one of its open pages.</param>
/// <param name="Stamp">Changes with the password, or with the run of the start link; null for OpenID Connect.</param>
/// <param name="Groups">The provider's groups that were mapped to a role at the sign-in.</param>
public sealed record Session(
    string Id,
    string Name,
    UserRole Role,
    [property: JsonPropertyName("Way")] SignInMethod Method,
    string From,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    string? Stamp,
    ImmutableArray<string> Groups
);

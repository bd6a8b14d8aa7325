using System.Collections.Immutable;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>By what somebody came in.</summary>
public enum SignInWay
{
    Password,
    StartLink,
    Oidc,
}

/// <summary>One browser that is signed in. What it may do is asked of the configuration each time, never only of this.</summary>
/// <param name="Id">Stands in the cookie, encrypted; worth nothing without the keys.</param>
/// <param name="From">The address it signed in from.</param>
/// <param name="LastSeen">Its last request, or the last time one of its open pages was checked.</param>
/// <param name="Stamp">Changes with the password, or with the run of the start link; null for OpenID Connect.</param>
/// <param name="Groups">Those of the provider's groups that the role map knew at the sign-in.</param>
public sealed record Session(
    string Id,
    string Name,
    UserRole Role,
    SignInWay Way,
    string From,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    string? Stamp,
    ImmutableArray<string> Groups
);

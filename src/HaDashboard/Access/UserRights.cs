using System.Security.Claims;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access;

/// <summary>
/// What the signed-in user can do, cascaded to every component. Components use it to hide what would be refused; only the command gate
/// decides.
/// </summary>
/// <param name="Name">null for a user who is not signed in.</param>
/// <param name="IsReadOnly">The dashboard runs without actions: no user can operate, whatever the role.</param>
public sealed record UserRights(string? Name, UserRole Role, bool IsReadOnly)
{
    public bool CanSee => Role >= UserRole.Viewer;

    public bool CanOperate => MayRun(UserRole.Operator);

    public bool CanAdminister => MayRun(UserRole.Admin);

    /// <summary>Whether the user can run a command that needs this role.</summary>
    public bool MayRun(UserRole required) => !IsReadOnly && Role >= required;

    public static UserRights Of(ClaimsPrincipal user, bool isReadOnly) =>
        new(user.Identity is { IsAuthenticated: true } identity ? identity.Name : null, user.Role(), isReadOnly);
}

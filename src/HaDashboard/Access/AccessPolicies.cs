using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Authorization;

namespace HaDashboard.Access;

/// <summary>The policies by name, for <c>[Authorize]</c> and <c>AuthorizeView</c>: each role has the rights of the one before.</summary>
public static class AccessPolicies
{
    public const string Viewer = nameof(UserRole.Viewer);
    public const string Operator = nameof(UserRole.Operator);
    public const string Admin = nameof(UserRole.Admin);

    internal static void Add(AuthorizationOptions options)
    {
        foreach (var role in new[] { UserRole.Viewer, UserRole.Operator, UserRole.Admin })
        {
            options.AddPolicy(role.ToString(), AtLeast(role));
        }

        // An endpoint without a policy requires a sign-in: an open endpoint must allow anonymous access explicitly.
        options.FallbackPolicy = AtLeast(UserRole.Viewer);
        options.DefaultPolicy = options.FallbackPolicy;
    }

    private static AuthorizationPolicy AtLeast(UserRole role) =>
        new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.Role() >= role)
            .Build();
}

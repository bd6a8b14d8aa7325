using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HaDashboard.Access;

/// <summary>A circuit lives for days; once a minute it asks whether its user still exists with the same role and password.</summary>
internal sealed class RevalidatingUserProvider(ILoggerFactory loggers, AccessDirectory directory) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(directory.IsStillValid(authenticationState.User));
}

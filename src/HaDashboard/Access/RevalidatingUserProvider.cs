using System.Security.Claims;
using HaDashboard.Access.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HaDashboard.Access;

/// <summary>
/// A circuit can stay open for days. This provider checks once a minute whether its user is still valid, and at once when a session ends or
/// the configuration changes.
/// </summary>
internal sealed class RevalidatingUserProvider : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionRegistry _sessions;

    public RevalidatingUserProvider(ILoggerFactory loggers, SessionRegistry sessions)
        : base(loggers)
    {
        _sessions = sessions;
        _sessions.Changed += Revalidate;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => Task.FromResult(_sessions.IsStillValid(authenticationState.User));

    protected override void Dispose(bool disposing)
    {
        _sessions.Changed -= Revalidate;
        base.Dispose(disposing);
    }

    // Not on the caller's thread: the caller that ends a session must not wait until all other circuits have rendered.
    private void Revalidate() =>
        _ = Task.Run(async () =>
        {
            var user = (await GetAuthenticationStateAsync()).User;
            if (user.Identity is { IsAuthenticated: true } && !_sessions.IsStillValid(user))
            {
                SetAuthenticationState(
                    Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())))
                );
            }
        });
}

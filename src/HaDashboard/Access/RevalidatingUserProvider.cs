using System.Security.Claims;
using HaDashboard.Access.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HaDashboard.Access;

/// <summary>
/// A circuit lives for days; it asks whether its user may still be here once a minute, and at once where a session was ended or the
/// configuration changed.
/// </summary>
internal sealed class RevalidatingUserProvider : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionStore _sessions;

    public RevalidatingUserProvider(ILoggerFactory loggers, SessionStore sessions)
        : base(loggers)
    {
        _sessions = sessions;
        _sessions.Changed += AskAgain;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => Task.FromResult(_sessions.IsStillValid(authenticationState.User));

    protected override void Dispose(bool disposing)
    {
        _sessions.Changed -= AskAgain;
        base.Dispose(disposing);
    }

    // Not on the caller's thread: who ends a session does not wait for the pages of all others to be drawn.
    private void AskAgain() =>
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

using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// Ends sessions of other users. It is not a command of the gate, because it does not change the cluster; it checks and audits the same
/// way.
/// </summary>
public sealed class SessionService(SessionRegistry sessions, SignInAudit audit)
{
    /// <returns>Why the session was not ended, as a sentence; null if it is ended or had ended before.</returns>
    public async Task<Message?> EndAsync(string id, Caller caller)
    {
        if (caller.Role < UserRole.Admin || !sessions.IsStillValid(caller))
        {
            await audit.RefusedAsync(caller.Name, caller.From, "ending a session requires the role Admin");
            return AccessRefusalTexts.RequiresAdmin;
        }

        if (sessions.End(id) is { } ended)
        {
            await audit.EndedAsync(caller, $"{ended.Name} ({ended.Role}), signed in from {ended.From}");
        }

        return null;
    }
}

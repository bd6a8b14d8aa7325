using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>Ends the sessions of others. No command of the gate's, for it does nothing to the cluster; the same questions are asked at this door.</summary>
public sealed class SessionDesk(SessionBook book, SignInAudit audit)
{
    /// <returns>Why not, in words; null where it is ended, or was gone already.</returns>
    public async Task<string?> EndAsync(string id, Caller caller)
    {
        if (caller.Role < UserRole.Admin || !book.IsStillValid(caller))
        {
            await audit.RefusedAsync(caller.Name, caller.From, "ending a session needs Admin");
            return "This needs the role Admin.";
        }

        if (book.End(id) is { } ended)
        {
            await audit.EndedAsync(caller, $"{ended.Name} ({ended.Role}), signed in from {ended.From}");
        }

        return null;
    }
}

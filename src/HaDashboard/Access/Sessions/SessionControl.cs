using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// Ends sessions of other users. It is no command of the gate, because it does not touch the cluster; it checks the caller in the same way.
/// </summary>
public sealed class SessionControl(SessionStore store, SignInAudit audit)
{
    /// <returns>Why not, in words; null where it is ended, or was gone already.</returns>
    public async Task<string?> EndAsync(string id, Caller caller)
    {
        if (caller.Role < UserRole.Admin || !store.IsStillValid(caller))
        {
            await audit.RefusedAsync(caller.Name, caller.From, "ending a session needs Admin");
            return "This needs the role Admin.";
        }

        if (store.End(id) is { } ended)
        {
            await audit.EndedAsync(caller, $"{ended.Name} ({ended.Role}), signed in from {ended.From}");
        }

        return null;
    }
}

namespace HaDashboard.Core.Operations.Commands;

/// <summary>
/// Checks that the session of a caller is still valid: a page, or a long run of commands, can be older than a change of rights.
/// </summary>
public interface ICallerCheck
{
    /// <returns>False where the session was ended, the user or token was taken out, or the role is another one now.</returns>
    bool IsStillValid(Caller caller);
}

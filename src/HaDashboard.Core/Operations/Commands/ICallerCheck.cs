namespace HaDashboard.Core.Operations.Commands;

/// <summary>
/// Whether who asks is still who they were when they signed in: a page, or a long run of commands, may have been open since.
/// </summary>
public interface ICallerCheck
{
    /// <returns>False where the session was ended, the user or token was taken out, or the role is another one now.</returns>
    bool IsStillValid(Caller caller);
}

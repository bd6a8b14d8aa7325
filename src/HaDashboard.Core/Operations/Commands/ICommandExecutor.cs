namespace HaDashboard.Core.Operations.Commands;

/// <summary>Authorises, guards, audits and runs a command.</summary>
public interface ICommandExecutor
{
    /// <summary>Runs the command and waits for its outcome. Exactly one of refusal and outcome is not null.</summary>
    Task<(Refusal? Refusal, CommandOutcome? Outcome)> ExecuteAsync(
        Command command,
        Caller caller,
        string reason,
        CancellationToken cancellationToken
    );
}

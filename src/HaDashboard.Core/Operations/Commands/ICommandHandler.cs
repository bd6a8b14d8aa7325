namespace HaDashboard.Core.Operations.Commands;

/// <summary>Carries out one kind of command and verifies what became of it.</summary>
public interface ICommandHandler
{
    bool CanHandle(Command command);

    /// <summary>Called once, after authorisation, guards and the audit of the intent.</summary>
    Task<CommandOutcome> HandleAsync(
        Command command,
        Caller caller,
        string reason,
        CancellationToken cancellationToken
    );
}

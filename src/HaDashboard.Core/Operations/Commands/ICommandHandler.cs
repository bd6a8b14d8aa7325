using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>Carries out one kind of command in two phases, and verifies the result.</summary>
public interface ICommandHandler
{
    bool CanHandle(Command command);

    /// <summary>
    /// Called once, under the gate's lock, after authorisation, guards and the audit of the intent. It records what the command will touch,
    /// so that the guards see it when they check the next command. It must not wait for anything.
    /// </summary>
    /// <returns>The second phase, or the refusal where the command cannot start.</returns>
    CommandStart Begin(CommandRequest request);
}

/// <summary>The second phase of a handler. It runs to its end outside the gate's lock.</summary>
/// <param name="commands">Where it submits commands of its own: the same gate.</param>
public delegate Task<CommandOutcome> CommandRun(ICommandExecutor commands, CancellationToken cancellationToken);

/// <summary>A command with the caller who submitted it and the reason given.</summary>
public sealed record CommandRequest(Command Command, Caller Caller, string Reason);

/// <summary>The result of the first phase: either a run or a refusal.</summary>
public sealed class CommandStart
{
    private CommandStart(CommandRun? run, Refusal? refusal) => (Run, Refusal) = (run, refusal);

    public CommandRun? Run { get; }

    public Refusal? Refusal { get; }

    public static CommandStart Running(CommandRun run) => new(run, null);

    public static CommandStart Refused(RefusalKind kind, Message message) => new(null, new Refusal(kind, message));
}

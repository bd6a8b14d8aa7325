using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Tests;

/// <summary>Runs both phases of a handler without a gate. A handler that submits a command of its own fails.</summary>
internal static class CommandRunning
{
    internal static Task<CommandOutcome> HandleAsync(
        this ICommandHandler handler,
        Command command,
        Caller caller,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var start = handler.Begin(new CommandRequest(command, caller, reason));
        return start.Run is { } run
            ? run(new NoExecutor(), cancellationToken)
            : throw new InvalidOperationException(start.Refusal!.Message);
    }

    private sealed class NoExecutor : ICommandExecutor
    {
        public Task<(Refusal? Refusal, CommandOutcome? Outcome)> ExecuteAsync(
            Command command,
            Caller caller,
            string reason,
            CancellationToken cancellationToken
        ) => throw new InvalidOperationException($"No command was expected: {command.Describe()}");
    }
}

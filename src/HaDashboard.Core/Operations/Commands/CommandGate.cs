using System.Globalization;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>
/// Every command runs through this gate, from a button or from REST: authorize → check the guards against the snapshot → audit the
/// intent → run and verify → audit the outcome. Hidden buttons are a convenience; this gate is the security boundary.
/// </summary>
public sealed partial class CommandGate(
    IClusterFeed feed,
    IEnumerable<ICommandHandler> handlers,
    IEnumerable<ICommandGuard> guards,
    IAuditLog audit,
    TimeProvider time,
    ILogger<CommandGate> logger,
    ICallerCheck callers
) : ICommandExecutor, IDisposable
{
    private const int MaxReason = 500;
    private readonly ICommandHandler[] _handlers = [.. handlers];
    private readonly ICommandGuard[] _guards = [.. guards];
    private readonly SemaphoreSlim _lock = new(1, 1);

    /// <inheritdoc/>
    public async Task<(Refusal? Refusal, CommandOutcome? Outcome)> ExecuteAsync(
        Command command,
        Caller caller,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var submission = await SubmitAsync(command, caller, reason, cancellationToken);
        return submission.Completion is null
            ? (submission.Refusal, null)
            : (null, await submission.Completion.WaitAsync(cancellationToken));
    }

    /// <summary>
    /// Returns as soon as the command is refused, or accepted with its intent audited. It then runs to its end and its audited outcome
    /// whether or not anybody waits: a browser that closes leaves no half-done reload without a record.
    /// </summary>
    public async Task<CommandSubmission> SubmitAsync(
        Command command,
        Caller caller,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var request = new CommandRequest(command, caller, reason);
        var start = await StartAsync(request, cancellationToken);

        // On the thread pool: a handler that blocks before its first await must not keep the caller waiting.
        return start.Run is { } run
            ? new CommandSubmission(null, Task.Run(() => CarryOutAsync(run, request), CancellationToken.None))
            : new CommandSubmission(start.Refusal, null);
    }

    public void Dispose() => _lock.Dispose();

    // Only one command is checked and started at a time: the guards of the second must see what the first has started.
    private async Task<CommandStart> StartAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var (command, caller, reason) = (request.Command, request.Caller, request.Reason);
            if (Refuse(command, caller, reason) is { } refusal)
            {
                return await RefusedAsync(request, refusal);
            }

            // Not with the caller's token: a caller who disconnects must not leave an intent whose command is then not run.
            await audit.AppendAsync(
                Entry(AuditKind.Intent, command, caller, reason, null, null, null),
                CancellationToken.None
            );
            Log.Accepted(logger, English(command.Describe()), caller.Name);
            var start = _handlers.First(h => h.CanHandle(command)).Begin(request);
            return start.Refusal is { } late ? await RefusedAsync(request, late) : start;
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task<CommandStart> RefusedAsync(CommandRequest request, Refusal refusal)
    {
        await audit.AppendAsync(
            Entry(AuditKind.Refused, request.Command, request.Caller, request.Reason, null, refusal.Message, null),
            CancellationToken.None
        );
        Log.Refused(logger, English(request.Command.Describe()), request.Caller.Name, English(refusal.Message));
        return CommandStart.Refused(refusal.Kind, refusal.Message);
    }

    private Refusal? Refuse(Command command, Caller caller, string reason)
    {
        if (caller.Role is UserRole.None)
        {
            return new Refusal(RefusalKind.NotSignedIn, CommandTexts.SignInFirst);
        }

        if (!callers.IsStillValid(caller))
        {
            return new Refusal(RefusalKind.NotSignedIn, CommandTexts.SessionNoLongerValid(caller.Name, caller.Role));
        }

        if (caller.Role < command.Requires)
        {
            return new Refusal(
                RefusalKind.Forbidden,
                CommandTexts.RoleTooLow(command.Requires, caller.Name, caller.Role)
            );
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason)
        {
            return new Refusal(RefusalKind.Invalid, CommandTexts.ReasonMissing(MaxReason));
        }

        if (!_handlers.Any(h => h.CanHandle(command)))
        {
            return new Refusal(RefusalKind.Forbidden, CommandTexts.ReadOnly);
        }

        var view = feed.Current;
        return _guards.Select(guard => guard.Check(command, view)).FirstOrDefault(refusal => refusal is not null);
    }

    private async Task<CommandOutcome> CarryOutAsync(CommandRun run, CommandRequest request)
    {
        var (command, caller, reason) = (request.Command, request.Caller, request.Reason);
        CommandOutcome outcome;
        try
        {
            outcome = await run(this, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, English(command.Describe()), exception);
            outcome = new CommandOutcome(false, CommandTexts.InternalError(exception.GetType().Name), "");
        }

        try
        {
            await audit.AppendAsync(OutcomeEntry(command, caller, reason, outcome), CancellationToken.None);
            return outcome;
        }
        catch (Exception exception)
        {
            // The command has run: the caller must learn its outcome, and that the audit lacks it.
            Log.OutcomeNotAudited(logger, English(command.Describe()), English(outcome.Summary), exception);
            return outcome with { Summary = CommandTexts.OutcomeNotAudited(outcome.Summary) };
        }
    }

    private AuditEntry OutcomeEntry(Command command, Caller caller, string reason, CommandOutcome outcome) =>
        Entry(AuditKind.Outcome, command, caller, reason, outcome.Succeeded, outcome.Summary, outcome.Executed) with
        {
            Before = outcome.Before?.In(CultureInfo.InvariantCulture),
            After = outcome.After?.In(CultureInfo.InvariantCulture),
        };

    private AuditEntry Entry(
        AuditKind kind,
        Command command,
        Caller caller,
        string reason,
        bool? succeeded,
        Message? summary,
        string? executed
    ) =>
        new(
            time.GetUtcNow(),
            kind,
            command.Id,
            caller.Name,
            caller.Role.ToString(),
            caller.From,
            English(command.Describe()),
            Printable.Excerpt(reason, MaxReason),
            succeeded,
            summary?.In(CultureInfo.InvariantCulture),
            executed,
            Batch: command.Batch
        );

    // The audit log and the program's log are in English, whatever the language of the caller.
    private static string English(Message message) => message.In(CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Accepted: {Command}, requested by {Caller}")]
        public static partial void Accepted(ILogger logger, string command, string caller);

        [LoggerMessage(2, LogLevel.Warning, "Refused: {Command}, requested by {Caller}: {Reason}")]
        public static partial void Refused(ILogger logger, string command, string caller, string reason);

        [LoggerMessage(3, LogLevel.Error, "Internal error while running: {Command}")]
        public static partial void Failed(ILogger logger, string command, Exception exception);

        [LoggerMessage(
            4,
            LogLevel.Critical,
            "The outcome could not be written to the audit log: {Command}. Outcome: {Outcome}"
        )]
        public static partial void OutcomeNotAudited(
            ILogger logger,
            string command,
            string outcome,
            Exception exception
        );
    }
}

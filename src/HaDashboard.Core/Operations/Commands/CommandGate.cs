using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>
/// The one door for every command, from a button or from REST: authorise → guard against the snapshot → audit the intent → carry out and
/// verify → audit the outcome. A hidden button is courtesy; this is security.
/// </summary>
public sealed partial class CommandGate(
    IClusterFeed feed,
    IEnumerable<ICommandHandler> handlers,
    IEnumerable<ICommandGuard> guards,
    IAuditLog audit,
    TimeProvider time,
    ILogger<CommandGate> logger,
    ICallerCheck callers
) : IDisposable
{
    private const int MaxReason = 500;
    private readonly ICommandHandler[] _handlers = [.. handlers];
    private readonly ICommandGuard[] _guards = [.. guards];
    private readonly SemaphoreSlim _door = new(1, 1);

    /// <summary>Carries the command out and waits for its outcome.</summary>
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
        // One at a time through guard and acceptance: two presses at once must not both find the road free.
        await _door.WaitAsync(cancellationToken);
        try
        {
            if (Refuse(command, caller, reason) is { } refusal)
            {
                await audit.AppendAsync(
                    Entry(AuditKind.Refused, command, caller, reason, null, refusal.Message, null),
                    CancellationToken.None
                );
                Log.Refused(logger, command.Describe(), caller.Name, refusal.Message);
                return new CommandSubmission(refusal, null);
            }

            // Not with the caller's token: nobody leaves the audit by hanging up, and no intent is written that is then not carried out.
            await audit.AppendAsync(
                Entry(AuditKind.Intent, command, caller, reason, null, null, null),
                CancellationToken.None
            );
            Log.Accepted(logger, command.Describe(), caller.Name);
            var handler = _handlers.First(h => h.CanHandle(command));
            return new CommandSubmission(null, CarryOutAsync(handler, command, caller, reason));
        }
        finally
        {
            _door.Release();
        }
    }

    public void Dispose() => _door.Dispose();

    private Refusal? Refuse(Command command, Caller caller, string reason)
    {
        if (caller.Role is UserRole.None)
        {
            return new Refusal(RefusalKind.NotSignedIn, "Sign in first.");
        }

        if (!callers.IsStillValid(caller))
        {
            return new Refusal(
                RefusalKind.NotSignedIn,
                $"{caller.Name} is not signed in any more, or not as {caller.Role}: sign in again."
            );
        }

        if (caller.Role < command.Requires)
        {
            return new Refusal(
                RefusalKind.Forbidden,
                $"This needs the role {command.Requires}; {caller.Name} is {caller.Role}."
            );
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason)
        {
            return new Refusal(RefusalKind.Invalid, $"Say why, in 1 to {MaxReason} characters: the audit keeps it.");
        }

        if (!_handlers.Any(h => h.CanHandle(command)))
        {
            return new Refusal(RefusalKind.Forbidden, "The dashboard is read-only: no action exists.");
        }

        var view = feed.Current;
        return _guards.Select(guard => guard.Check(command, view)).FirstOrDefault(refusal => refusal is not null);
    }

    private async Task<CommandOutcome> CarryOutAsync(
        ICommandHandler handler,
        Command command,
        Caller caller,
        string reason
    )
    {
        CommandOutcome outcome;
        try
        {
            outcome = await handler.HandleAsync(command, caller, reason, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, command.Describe(), exception);
            outcome = new CommandOutcome(
                false,
                $"It failed by a fault of the dashboard itself ({exception.GetType().Name}); what was done is unknown.",
                ""
            );
        }

        try
        {
            await audit.AppendAsync(OutcomeEntry(command, caller, reason, outcome), CancellationToken.None);
            return outcome;
        }
        catch (Exception exception)
        {
            // It is done and can't be undone: whoever waits learns what became of it, and that the audit doesn't know.
            Log.OutcomeNotAudited(logger, command.Describe(), outcome.Summary, exception);
            return outcome with { Summary = $"{outcome.Summary} (This outcome could not be written to the audit.)" };
        }
    }

    private AuditEntry OutcomeEntry(Command command, Caller caller, string reason, CommandOutcome outcome) =>
        Entry(AuditKind.Outcome, command, caller, reason, outcome.Succeeded, outcome.Summary, outcome.Executed) with
        {
            Before = outcome.Before,
            After = outcome.After,
        };

    private AuditEntry Entry(
        AuditKind kind,
        Command command,
        Caller caller,
        string reason,
        bool? succeeded,
        string? summary,
        string? executed
    ) =>
        new(
            time.GetUtcNow(),
            kind,
            command.Id,
            caller.Name,
            caller.Role.ToString(),
            caller.From,
            command.Describe(),
            Printable.Excerpt(reason, MaxReason),
            succeeded,
            summary,
            executed,
            Batch: command.Batch
        );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Accepted: {Command}, asked by {Caller}")]
        public static partial void Accepted(ILogger logger, string command, string caller);

        [LoggerMessage(2, LogLevel.Warning, "Refused: {Command}, asked by {Caller}: {Reason}")]
        public static partial void Refused(ILogger logger, string command, string caller, string reason);

        [LoggerMessage(3, LogLevel.Error, "Failed by a fault of the dashboard itself: {Command}")]
        public static partial void Failed(ILogger logger, string command, Exception exception);

        [LoggerMessage(4, LogLevel.Critical, "The audit took no outcome for: {Command}. It was: {Outcome}")]
        public static partial void OutcomeNotAudited(
            ILogger logger,
            string command,
            string outcome,
            Exception exception
        );
    }
}

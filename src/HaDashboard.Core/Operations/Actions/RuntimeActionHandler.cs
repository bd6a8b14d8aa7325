using System.Collections.Concurrent;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// Read, guard once more, send, read again until the effect is seen. HAProxy answers a change with silence whether or not it did anything:
/// only what is read afterwards proves it, and the snapshot that let it pass may be a second old.
/// </summary>
public sealed class RuntimeActionHandler(
    IHaProxyRuntime runtime,
    ActionJournal journal,
    IPollSignal polls,
    TimeProvider time
) : ICommandHandler
{
    /// <summary>How long the effect may take to show.</summary>
    public static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<NodeName, SemaphoreSlim> _turns = new();

    public bool CanHandle(Command command) => command is RuntimeAction and not RunConsole { Line.IsRead: true };

    public CommandStart Begin(CommandRequest request)
    {
        var action = ((RuntimeAction)request.Command).Effective;
        var entry = journal.Begin(action, request.Caller);
        return CommandStart.Running(
            async (_, cancellationToken) =>
            {
                using (entry)
                {
                    return await RunAsync(action, request, cancellationToken);
                }
            }
        );
    }

    private async Task<CommandOutcome> RunAsync(
        RuntimeAction action,
        CommandRequest request,
        CancellationToken cancellationToken
    )
    {
        // One at a time on a node: of two who each take one of the last two servers, the second must see what the first did.
        var turn = _turns.GetOrAdd(action.Node, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var outcome = await ActAsync(action, cancellationToken);
            if (outcome.Succeeded && action is SetServerState order)
            {
                var (by, now) = (request.Caller.Name, time.GetUtcNow());
                journal.Write(new ServerOrder(order.Node, order.Path, order.State, by, request.Reason, now));
            }

            return outcome;
        }
        catch (SourceFailureException exception)
        {
            return new CommandOutcome(false, RuntimeTexts.NothingChanged(exception.Message), "");
        }
        finally
        {
            turn.Release();
            polls.PollNow(action.Node);
        }
    }

    private async Task<CommandOutcome> ActAsync(RuntimeAction action, CancellationToken cancellationToken)
    {
        RuntimeState before;
        RuntimeCommandText text;
        RuntimeReply reply;
        await using (var session = await runtime.OpenAsync(action.Node, cancellationToken))
        {
            before = await ReadAsync(session, action, cancellationToken);
            if (Refuse(action, before) is { } refusal)
            {
                return new CommandOutcome(
                    false,
                    RuntimeTexts.NothingChanged(refusal.Message),
                    "",
                    action.Summarise(before)
                )
                {
                    Refusal = refusal,
                    SettingBefore = before.Administration?.Setting,
                };
            }

            if (action.Compose(before.Administration?.UserWeight) is not { } composed)
            {
                return new CommandOutcome(
                    false,
                    RuntimeTexts.WeightNotReported(action.Node),
                    "",
                    action.Summarise(before)
                );
            }

            text = composed;
            try
            {
                reply = await session.SendAsync(text, cancellationToken);
            }
            catch (SourceFailureException exception)
            {
                return await AfterConnectionLostAsync(action, before, text, exception, cancellationToken);
            }

            if (reply.IsError)
            {
                return Outcome(false, RuntimeErrors.Explain(action.Node, reply), action, text, before, before);
            }

            if (await WaitAsync(session, action, before, cancellationToken) is { } now)
            {
                return Outcome(
                    true,
                    RuntimeTexts.Changed(action.Describe(), action.Summarise(before), action.Summarise(now)),
                    action,
                    text,
                    before,
                    now
                ) with
                {
                    Output = Nullable(reply.Text),
                };
            }
        }

        return await NotSeenAsync(action, before, text, reply, cancellationToken);
    }

    private static Refusal? Refuse(RuntimeAction action, RuntimeState state) =>
        RuntimeTarget.Check(action, state.Reading)
        ?? LastServer.Check(action, state.Reading, state.Administration)
        ?? (
            action is SetServerAgent agent && state.Administration is { HasAgent: false }
                ? new Refusal(RefusalKind.Conflict, RuntimeTexts.NoAgentCheck(agent.Node, agent.Path))
                : null
        )
        ?? (
            action
                is SetServerHealth
                {
                    Change: ServerHealthChange.EnableChecks or ServerHealthChange.DisableChecks
                } health
            && state.Administration is { HasCheck: false }
                ? new Refusal(RefusalKind.Conflict, RuntimeTexts.NoHealthCheck(health.Node, health.Path))
                : null
        );

    private static async Task<RuntimeState> ReadAsync(
        IRuntimeSession session,
        RuntimeAction action,
        CancellationToken cancellationToken
    )
    {
        var reading = await session.ReadAsync(cancellationToken);
        return action is ServerAction on
            ? new RuntimeState(
                reading,
                reading.Find(on.Proxy.Value, on.Server.Value),
                await session.ReadAsync(on.Proxy, on.Server, cancellationToken)
            )
            : new RuntimeState(reading, null, null);
    }

    /// <returns>What was seen with the effect in it; null where it did not show, or the session broke.</returns>
    private async Task<RuntimeState?> WaitAsync(
        IRuntimeSession session,
        RuntimeAction action,
        RuntimeState before,
        CancellationToken cancellationToken
    )
    {
        var from = time.GetTimestamp();
        try
        {
            while (true)
            {
                var now = await ReadAsync(session, action, cancellationToken);
                if (now.Reading.Process.IsSameWorker(before.Reading.Process) && action.IsSeen(before, now))
                {
                    return now;
                }

                if (time.GetElapsedTime(from) >= VerificationTimeout)
                {
                    return null;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (SourceFailureException)
        {
            return null; // the caller reads the state again through a new session
        }
    }

    // The connection failed before the answer: a new session reads the current state.
    private async Task<CommandOutcome> AfterConnectionLostAsync(
        RuntimeAction action,
        RuntimeState before,
        RuntimeCommandText text,
        SourceFailureException broke,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var session = await runtime.OpenAsync(action.Node, cancellationToken);
            var now = await ReadAsync(session, action, cancellationToken);
            return now.Reading.Process.IsSameWorker(before.Reading.Process) && action.IsSeen(before, now)
                ? Outcome(
                    true,
                    RuntimeTexts.ConnectionLostChanged(action.Summarise(before), action.Summarise(now)),
                    action,
                    text,
                    before,
                    now
                )
                : Outcome(false, RuntimeTexts.ConnectionLostUnchanged(broke.Message), action, text, before, now);
        }
        catch (SourceFailureException)
        {
            return Outcome(false, RuntimeTexts.ConnectionLostUnknown(broke.Message), action, text, before, null);
        }
    }

    private async Task<CommandOutcome> NotSeenAsync(
        RuntimeAction action,
        RuntimeState before,
        RuntimeCommandText text,
        RuntimeReply reply,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var session = await runtime.OpenAsync(action.Node, cancellationToken);
            var now = await ReadAsync(session, action, cancellationToken);
            if (!now.Reading.Process.IsSameWorker(before.Reading.Process))
            {
                return Outcome(false, RuntimeTexts.WorkerReplaced(action.Summarise(now)), action, text, before, now);
            }

            return action.IsSeen(before, now)
                ? Outcome(
                    true,
                    RuntimeTexts.Changed(action.Describe(), action.Summarise(before), action.Summarise(now)),
                    action,
                    text,
                    before,
                    now
                )
                : Outcome(false, NotInEffect(reply, action.Summarise(now)), action, text, before, now);
        }
        catch (SourceFailureException exception)
        {
            return Outcome(false, RuntimeTexts.StateNotReadAfterwards(exception.Message), action, text, before, null);
        }
    }

    private static Message NotInEffect(RuntimeReply reply, Message state)
    {
        var seconds = (int)VerificationTimeout.TotalSeconds;
        return reply.Text.Length == 0
            ? RuntimeTexts.NotInEffect(seconds, state)
            : RuntimeTexts.AnsweredNotInEffect(Printable.Excerpt(reply.Text.Trim()), seconds, state);
    }

    private static CommandOutcome Outcome(
        bool succeeded,
        Message summary,
        RuntimeAction action,
        RuntimeCommandText text,
        RuntimeState before,
        RuntimeState? now
    ) =>
        new(succeeded, summary, text.Text, action.Summarise(before), now is null ? null : action.Summarise(now))
        {
            SettingBefore = before.Administration?.Setting,
            SettingAfter = now?.Administration?.Setting,
        };

    private static string? Nullable(string text) => text.Length == 0 ? null : text;
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>
/// Reloads node after node, each through the gate as a separate command with its own guards and audit entries. Before each node it waits
/// until the safety checks pass on fresh data. If they do not pass before the timeout, it stops, and a person resumes or cancels it.
/// </summary>
public sealed class RollingReloadHandler(IClusterFeed feed, ActionJournal journal, IPollSignal polls, TimeProvider time)
    : ICommandHandler
{
    /// <summary>The timeout for conditions that need time: fresh polls, completed health checks.</summary>
    public static readonly TimeSpan GateTimeout = TimeSpan.FromSeconds(30);

    public bool CanHandle(Command command) => command is RollingReload or ResumeRollingReload or CancelRollingReload;

    public CommandStart Begin(CommandRequest request)
    {
        var (command, caller) = (request.Command, request.Caller);
        var record = command switch
        {
            RollingReload rolling => Create(rolling, caller, request.Reason),
            ResumeRollingReload resume => Resume(resume),
            CancelRollingReload cancel => CallOff(cancel),
            _ => throw new ArgumentException("Not a rolling reload.", nameof(request)),
        };
        return record is null
            ? CommandStart.Refused(RefusalKind.UnknownTarget, ReloadTexts.RecordGone)
            : CommandStart.Running((commands, stop) => CarryOutAsync(record.Id, request, commands, stop));
    }

    private async Task<CommandOutcome> CarryOutAsync(
        string id,
        CommandRequest request,
        ICommandExecutor commands,
        CancellationToken cancellationToken
    )
    {
        if (request.Command is not CancelRollingReload)
        {
            await RunAsync(new Roll(id, request.Caller, request.Reason, commands), cancellationToken);
        }

        return OutcomeOf(journal.FindReload(id), request.Command);
    }

    private ReloadRecord Create(RollingReload rolling, Caller caller, string reason)
    {
        var order = RollingGate.Order(feed.Current.Snapshot, rolling.Nodes);
        var record = new ReloadRecord(
            rolling.Id,
            caller.Name,
            Printable.Excerpt(reason, 500),
            time.GetUtcNow(),
            null,
            ReloadState.Running,
            [.. order.Select(Waiting)]
        )
        {
            IsRolling = true,
            IsDryRun = rolling.IsDryRun,
            Reapplies = rolling.Reapply,
            From = caller.From,
        };
        journal.Write(record);
        return record;
    }

    private ReloadRecord? Resume(ResumeRollingReload resume) =>
        journal.ChangeReload(resume.ReloadId, record =>
            record with
            {
                State = ReloadState.Running,
                Hold = null,
                FinishedAt = null,
                IsCanceled = false,
                Nodes = resume.Skip ? WithoutTheNext(record.Nodes) : [.. record.Nodes.Select(Again)],
            }
        );

    private static NodeReload Again(NodeReload node) =>
        node.Outcome is null or ReloadOutcome.Succeeded or ReloadOutcome.Skipped ? node : Waiting(node.Node);

    private static NodeReload Waiting(NodeName node) =>
        new(node, ReloadPhase.Waiting, null, null, "", null, null, null);

    // The node where it stopped: the failed node, whose record is kept, or the next node if its safety checks failed.
    private ImmutableArray<NodeReload> WithoutTheNext(ImmutableArray<NodeReload> nodes)
    {
        var last = nodes.LastOrDefault(node => node.Outcome is not null);
        return
            last is { Outcome: not (ReloadOutcome.Succeeded or ReloadOutcome.Skipped) }
            || nodes.FirstOrDefault(node => node.Outcome is null) is not { } next
            ? nodes
            : nodes.Replace(next, next.End(ReloadOutcome.Skipped, ReloadTexts.SkippedByOperator, time.GetUtcNow()));
    }

    private ReloadRecord? CallOff(CancelRollingReload cancel) =>
        journal.ChangeReload(cancel.ReloadId, record =>
            record.State is ReloadState.Running ? record with { IsCanceled = true } : Canceled(record)
        );

    private async Task RunAsync(Roll roll, CancellationToken cancellationToken)
    {
        var (id, before) = (roll.Id, feed.Current.Diagnosis);
        try
        {
            while (journal.FindReload(id) is { State: ReloadState.Running } record)
            {
                if (record.IsCanceled)
                {
                    journal.ChangeReload(id, Canceled);
                }
                else if (record.Nodes.FirstOrDefault(node => node.Outcome is null) is { } next)
                {
                    await StepAsync(roll, record, next.Node, before, cancellationToken);
                }
                else
                {
                    journal.ChangeReload(id, r =>
                        r with
                        {
                            State = ReloadState.Finished,
                            FinishedAt = time.GetUtcNow(),
                            Hold = null,
                        }
                    );
                }
            }
        }
        catch
        {
            Stop(id, ReloadTexts.RollInternalError);
            throw;
        }
    }

    private async Task StepAsync(
        Roll roll,
        ReloadRecord record,
        NodeName node,
        ClusterDiagnosis before,
        CancellationToken cancellationToken
    )
    {
        var against = await AskGateAsync(record, node, before, cancellationToken);
        if (against.Length > 0 && !record.IsDryRun)
        {
            if (journal.FindReload(record.Id) is { IsCanceled: false })
            {
                Stop(record.Id, ReloadTexts.NotStarted(node, Message.Join("; ", against)));
            }

            return;
        }

        var command = new ReloadHaProxy(Command.NewId(time), node)
        {
            Batch = record.Id,
            Reapply = record.Reapplies,
            CheckOnly = record.IsDryRun,
        };
        var (refusal, _) = await roll.Commands.ExecuteAsync(command, roll.Caller, roll.Reason, cancellationToken);
        if (refusal is not null)
        {
            Change(record.Id, node, part => part.End(ReloadOutcome.Refused, refusal.Message, time.GetUtcNow()));
        }

        var part = journal.FindReload(record.Id)!.Of(node)!;
        if (record.IsDryRun)
        {
            Change(record.Id, node, p =>
                against.Length == 0 ? p : p with { Explanation = WithFailedChecks(p.Explanation, against) }
            );
        }
        else if (part.Outcome is not ReloadOutcome.Succeeded)
        {
            Stop(record.Id, ReloadTexts.StoppedOn(node, part.Explanation));
        }
    }

    private static Message WithFailedChecks(Message? explanation, ImmutableArray<Message> against)
    {
        var failed = ReloadTexts.SafetyChecksFailed(Message.Join("; ", against));
        return explanation is null ? failed : Message.Join(" ", explanation, failed);
    }

    /// <returns>The failed safety checks at the timeout. A dry run does not wait.</returns>
    private async Task<ImmutableArray<Message>> AskGateAsync(
        ReloadRecord record,
        NodeName node,
        ClusterDiagnosis before,
        CancellationToken cancellationToken
    )
    {
        var since = record.IsDryRun ? DateTimeOffset.MinValue : time.GetUtcNow();
        ImmutableArray<Message> against = [.. RollingGate.Against(before, feed.Current.Diagnosis, node, since)];
        if (record.IsDryRun)
        {
            return against;
        }

        foreach (var each in before.Snapshot.Nodes)
        {
            polls.PollNow(each.Name);
        }

        using var deadline = new CancellationTokenSource(GateTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (var view in feed.WatchAsync(either.Token))
            {
                against = [.. RollingGate.Against(before, view.Diagnosis, node, since), .. Cooldown(node)];
                if (against.IsEmpty || journal.FindReload(record.Id) is { IsCanceled: true })
                {
                    break;
                }

                Hold(record.Id, ReloadTexts.WaitingBefore(node, Message.Join("; ", against)));
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // the caller reports the failed safety checks
        }

        Hold(record.Id, null);
        return against;
    }

    // The guard refuses a reload within the cooldown; a rolling reload waits instead.
    private IEnumerable<Message> Cooldown(NodeName node) =>
        journal.LastReloadOn(node) is { } last && time.GetUtcNow() - last.EndedAt < ReloadCooldown.Duration
            ? [ReloadTexts.ReloadedRecently(node, (int)ReloadCooldown.Duration.TotalSeconds)]
            : [];

    private void Hold(string id, Message? hold) =>
        journal.ChangeReload(id, record => record.Hold == hold ? null : record with { Hold = hold });

    private void Stop(string id, Message why) =>
        journal.ChangeReload(id, record => record with { State = ReloadState.Stopped, Hold = why });

    private void Change(string id, NodeName node, Func<NodeReload, NodeReload> change) =>
        journal.ChangeReload(id, record =>
            record with
            {
                Nodes = [.. record.Nodes.Select(part => part.Node == node ? change(part) : part)],
            }
        );

    private ReloadRecord Canceled(ReloadRecord record) =>
        record with
        {
            State = ReloadState.Finished,
            FinishedAt = time.GetUtcNow(),
            Hold = null,
            IsCanceled = true,
            Nodes =
            [
                .. record.Nodes.Select(node =>
                    node.Outcome is null
                        ? node.End(ReloadOutcome.Skipped, ReloadTexts.CanceledBefore, time.GetUtcNow())
                        : node
                ),
            ],
        };

    private static CommandOutcome OutcomeOf(ReloadRecord? record, Command command)
    {
        if (record is null)
        {
            return new CommandOutcome(false, ReloadTexts.RecordGone, "");
        }

        if (command is CancelRollingReload)
        {
            return new CommandOutcome(true, ReloadTexts.NoFurtherNode, "");
        }

        var succeeded = record.Nodes.Count(node => node.Outcome is ReloadOutcome.Succeeded);
        var well =
            record is { State: ReloadState.Finished, IsCanceled: false }
            && record.Nodes.All(node => node.Outcome is ReloadOutcome.Succeeded or ReloadOutcome.Skipped);
        var summary = Count(record, succeeded);
        return new CommandOutcome(well, record.Hold is { } hold ? Message.Join(" ", summary, hold) : summary, "");
    }

    private static Message Count(ReloadRecord record, int succeeded) =>
        record switch
        {
            { IsDryRun: true } => ReloadTexts.DryRunEnded(succeeded, record.Nodes.Length),
            { State: ReloadState.Stopped } => ReloadTexts.RollStopped(succeeded, record.Nodes.Length),
            { IsCanceled: true } => ReloadTexts.RollCanceled(succeeded, record.Nodes.Length),
            _ => ReloadTexts.RollFinished(succeeded, record.Nodes.Length),
        };

    /// <param name="Commands">Each node's reload is a command of its own through the gate.</param>
    private sealed record Roll(string Id, Caller Caller, string Reason, ICommandExecutor Commands);
}

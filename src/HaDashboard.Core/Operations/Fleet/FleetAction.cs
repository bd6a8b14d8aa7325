using System.Collections.Concurrent;
using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;

namespace HaDashboard.Core.Operations.Fleet;

/// <summary>A fleet action under way.</summary>
/// <param name="Completion">Completes when every node has finished. The record is also in the snapshot.</param>
public sealed record FleetRun(string Id, Task<FleetRecord> Completion);

/// <summary>
/// The same action on the same server as several nodes see it: "drain master2 everywhere". Each node's part is a command of its own through
/// the one gate, with its own guards and audit lines, bound by the batch. One undo brings back what was there on each node.
/// </summary>
public sealed class FleetAction(ICommandExecutor gate, ActionJournal journal, TimeProvider time)
{
    private const int AtOnce = 8;
    private readonly ConcurrentDictionary<string, FleetPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Starts it; it runs to its end whether or not anybody waits.</summary>
    /// <param name="title">The action as text: <c>api-backend/master2 drained</c>.</param>
    /// <param name="nodes">At least one.</param>
    public FleetRun Start(
        Caller caller,
        string reason,
        Message title,
        ServerActionFactory factory,
        IEnumerable<NodeName> nodes
    )
    {
        ImmutableArray<NodeName> all = [.. nodes.Distinct()];
        var target = factory("", all[0]);
        var draft = new FleetRecord(
            Command.NewId(time),
            title,
            caller.Name,
            reason,
            time.GetUtcNow(),
            null,
            [.. all.Select(node => new FleetNode(node, FleetPhase.Waiting))]
        )
        {
            Proxy = target.Proxy,
            Server = target.Server,
        };
        return Begin(draft, FleetPlan.Of(factory), caller, reason);
    }

    /// <summary><see cref="Start"/>, and waits for the end.</summary>
    public Task<FleetRecord> RunAsync(
        Caller caller,
        string reason,
        Message title,
        ServerActionFactory factory,
        IEnumerable<NodeName> nodes
    ) => Start(caller, reason, title, factory, nodes).Completion;

    /// <summary>Retries the nodes where the action was refused or failed, in the same record.</summary>
    /// <returns>null where there is nothing to retry.</returns>
    public FleetRun? RetryFailed(string id, Caller caller, string reason)
    {
        ImmutableArray<NodeName> failed = [];
        var record = journal.ChangeFleet(id, known =>
        {
            failed = [.. known.Nodes.Where(node => node.MayBeRetried).Select(node => node.Node)];
            return known.MayBeRetried
                ? known with
                {
                    FinishedAt = null,
                    Nodes =
                    [
                        .. known.Nodes.Select(node =>
                            node.MayBeRetried ? node with { Phase = FleetPhase.Waiting, Explanation = null } : node
                        ),
                    ],
                }
                : null;
        });
        return record is null || !_plans.TryGetValue(id, out var plan)
            ? null
            : new FleetRun(id, CarryOutAsync(record, plan, failed, caller, reason));
    }

    /// <summary>Brings back each node's own state and weight. Once: a second undo would undo something else.</summary>
    /// <returns>null where there is nothing to undo.</returns>
    public FleetRun? Undo(string id, Caller caller, string reason)
    {
        var undoId = Command.NewId(time);
        var record = journal.ChangeFleet(id, known => known.MayBeUndone ? known with { UndoneBy = undoId } : null);
        if (record is null)
        {
            return null;
        }

        var undo = record with
        {
            Id = undoId,
            Title = FleetActionTexts.Undo(record.Title),
            Nodes = [.. record.Nodes.Where(node => node.MayBeUndone)],
            UndoOf = record.Id,
            UndoneBy = null,
        };
        return Begin(undo, FleetPlan.Undoing(record), caller, reason);
    }

    /// <param name="draft">Its title and its nodes; the rest is filled in.</param>
    private FleetRun Begin(FleetRecord draft, FleetPlan plan, Caller caller, string reason)
    {
        var record = draft with
        {
            By = caller.Name,
            Reason = Printable.Excerpt(reason, 500),
            StartedAt = time.GetUtcNow(),
            FinishedAt = null,
            Nodes = [.. draft.Nodes.Select(part => new FleetNode(part.Node, FleetPhase.Waiting))],
        };
        Keep(record, plan);
        ImmutableArray<NodeName> nodes = [.. record.Nodes.Select(part => part.Node)];
        return new FleetRun(record.Id, CarryOutAsync(record, plan, nodes, caller, reason));
    }

    // A plan is kept as long as its record: it can be retried and undone until then.
    private void Keep(FleetRecord record, FleetPlan plan)
    {
        _plans[record.Id] = plan;
        journal.Write(record);
        foreach (var gone in _plans.Keys.Where(id => journal.FindFleet(id) is null))
        {
            _plans.TryRemove(gone, out _);
        }
    }

    private async Task<FleetRecord> CarryOutAsync(
        FleetRecord record,
        FleetPlan plan,
        ImmutableArray<NodeName> nodes,
        Caller caller,
        string reason
    )
    {
        await Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (node, _) =>
        {
            Put(record.Id, node, part => part with { Phase = FleetPhase.Running });
            foreach (var step in plan.StepsOn(node).DefaultIfEmpty())
            {
                if (step is null || !await StepAsync(record.Id, node, step, caller, reason))
                {
                    break;
                }
            }

            Put(record.Id, node, part =>
                part.IsDone
                    ? part
                    : part with
                    {
                        Phase = FleetPhase.Skipped,
                        Explanation = FleetActionTexts.NoChangeNeeded,
                    }
            );
        });
        return journal.ChangeFleet(record.Id, known => known with { FinishedAt = time.GetUtcNow() }) ?? record;
    }

    /// <returns>Whether the next step of the node makes sense.</returns>
    private async Task<bool> StepAsync(
        string batch,
        NodeName node,
        ServerActionFactory step,
        Caller caller,
        string reason
    )
    {
        try
        {
            var (refusal, outcome) = await gate.ExecuteAsync(
                step(Command.NewId(time), node) with
                {
                    Batch = batch,
                },
                caller,
                reason,
                CancellationToken.None
            );
            refusal ??= outcome?.Refusal;
            Put(batch, node, part =>
                refusal is not null
                    ? part with
                    {
                        Phase = FleetPhase.Refused,
                        Explanation = refusal.Message,
                        After = part.After,
                    }
                    : Merged(part, outcome!)
            );
            return refusal is null && outcome!.Succeeded;
        }
        catch (Exception exception)
        {
            // The audit could not be written: nothing was done on this node, and the others have their own parts.
            Put(batch, node, part =>
                part with
                {
                    Phase = FleetPhase.Failed,
                    Explanation = FleetActionTexts.NothingChanged(Printable.Excerpt(exception.Message)),
                }
            );
            return false;
        }
    }

    // Of two steps, and of a retry, the first knew what was there before.
    private static FleetNode Merged(FleetNode part, CommandOutcome outcome) =>
        part with
        {
            Phase = outcome.Succeeded ? FleetPhase.Succeeded : FleetPhase.Failed,
            Explanation = outcome.Summary,
            Before = part.Before ?? outcome.Before,
            After = outcome.After ?? part.After,
            SettingBefore = part.SettingBefore ?? outcome.SettingBefore,
            SettingAfter = outcome.SettingAfter,
        };

    private void Put(string id, NodeName node, Func<FleetNode, FleetNode> change) =>
        journal.ChangeFleet(id, record =>
            record with
            {
                Nodes = [.. record.Nodes.Select(part => part.Node == node ? change(part) : part)],
            }
        );
}

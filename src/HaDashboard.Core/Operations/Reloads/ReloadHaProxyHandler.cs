using System.Globalization;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>
/// Check, reload, prove, set again. An exit code proves little (a signal is delivered whether or not the new file loads), so the proof is a
/// new worker seen through the polled socket, its checks ended and the node's own way to the API open; without it the outcome is suspect,
/// whatever the command said.
/// </summary>
public sealed class ReloadHaProxyHandler(
    IClusterFeed feed,
    INodeCommands nodes,
    ActionJournal journal,
    IPollSignal polls,
    TimeProvider time
) : ICommandHandler
{
    /// <summary>How long a new worker may take to show up. One that loads a large file needs seconds, not minutes.</summary>
    public static readonly TimeSpan ProofTimeout = TimeSpan.FromSeconds(20);

    /// <summary>How long what was set by hand may take to be read once more.</summary>
    public static readonly TimeSpan SettingsTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long its checks may take to end: three failures of a server that never answers, at HAProxy's default pace.</summary>
    public static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(40);

    public bool CanHandle(Command command) => command is ReloadHaProxy;

    public CommandStart Begin(CommandRequest request)
    {
        var (reload, caller) = ((ReloadHaProxy)request.Command, request.Caller);
        var worker = Worker(feed.Current.Snapshot, reload.Node);
        var run = ReloadRun.Begin(journal, time, reload, caller, request.Reason, worker);
        return CommandStart.Running((commands, stop) => RunAsync(run, new Reloading(reload, caller, commands), stop));
    }

    private async Task<CommandOutcome> RunAsync(ReloadRun run, Reloading context, CancellationToken cancellationToken)
    {
        var reload = context.Reload;
        polls.PollNow(reload.Node); // what is set by hand must be known before it is undone
        try
        {
            await ReloadAsync(run, context, cancellationToken);
        }
        catch (SourceFailureException exception)
        {
            // Before the reload command ran, nothing was changed; after it, the result is unknown.
            var sent = run.Node.Phase is not ReloadPhase.Checking;
            run.End(
                sent ? ReloadOutcome.Suspect : ReloadOutcome.Failed,
                sent
                    ? $"The connection failed while the reload ran, what became of it is unknown: {exception.Message}"
                    : $"Nothing was changed: {exception.Message}"
            );
        }
        catch
        {
            run.End(ReloadOutcome.Suspect, "A fault of the dashboard itself ended it; what was done is unknown.");
            throw;
        }

        polls.PollNow(reload.Node);
        var succeeded =
            run.Node.Outcome is ReloadOutcome.Succeeded
            || (reload.CheckOnly && run.Node.Outcome is ReloadOutcome.Skipped);
        return new CommandOutcome(
            succeeded,
            $"{run.Node.Outcome}: {run.Node.Explanation}",
            string.Join('\n', run.Executed)
        );
    }

    private async Task ReloadAsync(ReloadRun run, Reloading context, CancellationToken cancellationToken)
    {
        var reload = context.Reload;
        var check = await nodes.RunAsync(reload.Node, NodeCommand.Check, cancellationToken);
        run.Ran(check);
        if (check.ExitCode != 0)
        {
            run.End(
                ReloadOutcome.Refused,
                check.TimedOut
                    ? "The check did not end in time; nothing was changed."
                    : $"The check command says no ({ReloadRun.Exit(check)}); nothing was changed."
            );
            return;
        }

        var before = await BeforeAsync(run, reload.Node, cancellationToken);
        if (reload.Reapply && run.Node.Lost is null)
        {
            run.End(
                ReloadOutcome.Refused,
                "What was set by hand could not be read, so it could not be set again; nothing was changed."
            );
            return;
        }

        if (reload.CheckOnly)
        {
            run.End(ReloadOutcome.Skipped, "Dry run: the check says yes; nothing was reloaded.");
            return;
        }

        run.Enter(ReloadPhase.Reloading);
        var sent = await nodes.RunAsync(reload.Node, NodeCommand.Reload, cancellationToken);
        run.Ran(sent);
        if (sent.ExitCode != 0 && !sent.TimedOut)
        {
            run.End(
                ReloadOutcome.Failed,
                $"The reload command failed ({ReloadRun.Exit(sent)}); as far as is known the old worker serves on."
            );
            return;
        }

        if (sent.Output.Split('\n').Any(line => line.TrimEnd() is "Success=0"))
        {
            // A reload command that speaks to the master CLI ends well whatever the master says to it.
            run.End(
                ReloadOutcome.Failed,
                "HAProxy did not load the file: its master answered Success=0; the old worker serves on."
            );
            return;
        }

        run.Enter(ReloadPhase.Proving);
        await ProveAsync(run, context, before, sent.TimedOut, cancellationToken);
    }

    // A list read before the last action was done would say that nothing is lost: only one begun since counts.
    private async Task<NodeState> BeforeAsync(ReloadRun run, NodeName name, CancellationToken cancellationToken)
    {
        bool IsOld(ClusterSnapshot s) =>
            s.Node(name)!.Settings is { IsFresh: true } slice && slice.ObservedAt < run.StartedAt;
        await UntilAsync(SettingsTimeout, s => !IsOld(s), cancellationToken);
        var snapshot = feed.Current.Snapshot;
        var before = snapshot.Node(name)!;
        run.Put(run.Node with { Lost = IsOld(snapshot) ? null : RuntimeChanges.Of(before) });
        return before;
    }

    private async Task ProveAsync(
        ReloadRun run,
        Reloading context,
        NodeState before,
        bool timedOut,
        CancellationToken cancellationToken
    )
    {
        var reload = context.Reload;
        var from = time.GetUtcNow();
        var proof = new ReloadProof(before, run.Node.Before, run.StartedAt, from);
        polls.PollNow(reload.Node);
        await UntilAsync(
            ProofTimeout,
            s => proof.NewWorker(s) is not null || proof.Refused(s) is not null,
            cancellationToken
        );
        var snapshot = feed.Current.Snapshot;
        if (proof.NewWorker(snapshot) is not { } reading)
        {
            if (proof.Refused(snapshot) is { } master)
            {
                var pid = master.Serving is { } serving
                    ? string.Create(CultureInfo.InvariantCulture, $" (pid {serving.Pid})")
                    : "";
                run.Logged(proof.StartupLog(snapshot));
                run.End(
                    ReloadOutcome.Failed,
                    $"HAProxy did not load the file, its master says; the old worker serves on{pid}."
                );
                return;
            }

            run.End(ReloadOutcome.Suspect, Unproved(run, snapshot.Node(reload.Node), from, timedOut));
            return;
        }

        run.Put(run.Node with { After = Worker(snapshot, reload.Node) });
        await UntilAsync(SettleTimeout, s => !proof.Missing(s).Any(), cancellationToken);
        if (reload.Reapply)
        {
            await ReapplyAsync(run, context, cancellationToken);
        }

        Conclude(run, reload.Node, proof, reading);
    }

    private void Conclude(ReloadRun run, NodeName node, ReloadProof proof, HaProxyReading reading)
    {
        var snapshot = feed.Current.Snapshot;
        run.Put(run.Node with { After = Worker(snapshot, node) ?? run.Node.After });
        run.Logged(proof.StartupLog(snapshot));
        var serves = string.Create(
            CultureInfo.InvariantCulture,
            $"A new worker serves: pid {reading.Process.Pid}{Was(run)}."
        );
        var open = proof
            .Missing(snapshot)
            .Concat(
                run.Node.Reapplied.Where(r => !r.Succeeded)
                    .Select(r => $"{r.Change.Target} is not set again to {r.Change.What}: {r.Summary}")
            )
            .ToArray();
        var unproved = open.Length == 0 ? "" : $" Not proved: {string.Join("; ", open)}.";
        run.End(
            open.Length == 0 ? ReloadOutcome.Succeeded : ReloadOutcome.Suspect,
            $"{serves}{unproved}{string.Concat(proof.Notes(snapshot))}"
        );
    }

    private async Task ReapplyAsync(ReloadRun run, Reloading context, CancellationToken cancellationToken)
    {
        var reload = context.Reload;
        run.Enter(ReloadPhase.Reapplying);
        foreach (var change in run.Node.Lost ?? [])
        {
            if (RuntimeChanges.CommandFor(change, Command.NewId(time), reload.Node) is not { } command)
            {
                run.Put(
                    run.Node with
                    {
                        Reapplied = run.Node.Reapplied.Add(
                            new ReappliedChange(
                                change,
                                false,
                                "it is no IP address and port; do it by hand, or put it into the file"
                            )
                        ),
                    }
                );
                continue;
            }

            var id = reload.Batch ?? reload.Id;
            var (refusal, outcome) = await context.Commands.ExecuteAsync(
                command with
                {
                    Batch = id,
                },
                context.Caller,
                $"set again after reload {id}",
                cancellationToken
            );
            run.Put(
                run.Node with
                {
                    Reapplied = run.Node.Reapplied.Add(
                        new ReappliedChange(change, outcome?.Succeeded ?? false, refusal?.Message ?? outcome!.Summary)
                    ),
                }
            );
        }
    }

    /// <summary>Returns when it is so, or the time is over: what holds then is for the caller to look at.</summary>
    private async Task UntilAsync(
        TimeSpan patience,
        Func<ClusterSnapshot, bool> isSo,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (var view in feed.WatchAsync(either.Token))
            {
                if (isSo(view.Snapshot))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // no proof in time
        }
    }

    private static string Unproved(ReloadRun run, NodeState? node, DateTimeOffset from, bool timedOut)
    {
        var command = timedOut ? "The reload command did not end in time" : "The reload command reports success";
        return node?.HaProxy is { IsFresh: true, Value: { } last } slice && slice.ObservedAt >= from
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{command}, and after {ProofTimeout.TotalSeconds:0} s {Still(run, last.Process)} (pid {last.Process.Pid}) answers."
            )
            : $"{command}, and no new worker was observed within {ProofTimeout.TotalSeconds:0} s: HAProxy can't be observed now.";
    }

    private static string Still(ReloadRun run, ProcessInfo process) =>
        run.Node.Before?.Pid == process.Pid ? "the old worker still"
        : process.Stopping ? "only a stopping worker"
        : "a worker that is no younger than the reload";

    private static string Was(ReloadRun run) =>
        run.Node.Before is { } before ? string.Create(CultureInfo.InvariantCulture, $", was {before.Pid}") : "";

    private static ReloadWorker? Worker(ClusterSnapshot snapshot, NodeName name) =>
        snapshot.Node(name) is { HaProxy.FreshValue: { } reading } node
            ? new ReloadWorker(reading.Process.Pid, reading.Process.UptimeSeconds, reading.Process.Version)
            {
                OldWorkers = node.MasterProcess.FreshValue?.Leaving.Length,
                ServersUp = reading.Find(snapshot.Inventory.ApiBackend)?.Servers.Count(server => server.IsProvenUp),
            }
            : null;

    /// <param name="Commands">Settings made by hand are made again through the gate, like a person's commands.</param>
    private sealed record Reloading(ReloadHaProxy Reload, Caller Caller, ICommandExecutor Commands);
}

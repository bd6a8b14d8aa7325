using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>
/// Checks the configuration, reloads HAProxy, verifies the result and restores runtime changes. The exit code of the reload command is not
/// sufficient: a signal is delivered even if the new configuration does not load. A reload is verified if the polled socket shows a new
/// worker, its health checks are complete and the local API endpoint answers. Otherwise the outcome is <see cref="ReloadOutcome.Suspect"/>.
/// </summary>
public sealed class ReloadHaProxyHandler(
    IClusterFeed feed,
    INodeCommands nodes,
    ActionJournal journal,
    IPollSignal polls,
    TimeProvider time
) : ICommandHandler
{
    /// <summary>The timeout for a new worker to appear. A large configuration takes seconds to load, not minutes.</summary>
    public static readonly TimeSpan VerificationTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The timeout for reading the runtime changes again.</summary>
    public static readonly TimeSpan SettingsTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The timeout for health checks: three failures of a server that never answers, at HAProxy's default interval.</summary>
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
        polls.PollNow(reload.Node); // the runtime changes must be read before the reload reverts them
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
                sent ? ReloadTexts.ConnectionLost(exception.Message) : ReloadTexts.NothingChanged(exception.Message)
            );
        }
        catch
        {
            run.End(ReloadOutcome.Suspect, ReloadTexts.InternalError);
            throw;
        }

        polls.PollNow(reload.Node);
        var succeeded =
            run.Node.Outcome is ReloadOutcome.Succeeded
            || (reload.CheckOnly && run.Node.Outcome is ReloadOutcome.Skipped);
        return new CommandOutcome(
            succeeded,
            ReloadTexts.Outcome(run.Node.Outcome, run.Node.Explanation),
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
                check.TimedOut ? ReloadTexts.CheckTimedOut : ReloadTexts.CheckFailed(ReloadRun.Exit(check))
            );
            return;
        }

        var before = await BeforeAsync(run, reload.Node, cancellationToken);
        if (reload.Reapply && run.Node.Lost is null)
        {
            run.End(ReloadOutcome.Refused, ReloadTexts.ChangesNotRead);
            return;
        }

        if (reload.CheckOnly)
        {
            run.End(ReloadOutcome.Skipped, ReloadTexts.CheckSucceeded);
            return;
        }

        run.Enter(ReloadPhase.Reloading);
        var sent = await nodes.RunAsync(reload.Node, NodeCommand.Reload, cancellationToken);
        run.Ran(sent);
        if (sent.ExitCode != 0 && !sent.TimedOut)
        {
            run.End(ReloadOutcome.Failed, ReloadTexts.ReloadFailed(ReloadRun.Exit(sent)));
            return;
        }

        if (sent.Output.Split('\n').Any(line => line.TrimEnd() is "Success=0"))
        {
            // A reload command that uses the master CLI exits with 0 even if the master process reports a failure.
            run.End(ReloadOutcome.Failed, ReloadTexts.ReloadAnsweredFailure);
            return;
        }

        run.Enter(ReloadPhase.Proving);
        await ProveAsync(run, context, before, sent.TimedOut, cancellationToken);
    }

    // Settings read before the last action would miss its change: only settings read since the start count.
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
        var verification = new ReloadVerification(before, run.Node.Before, run.StartedAt, from);
        polls.PollNow(reload.Node);
        await UntilAsync(
            VerificationTimeout,
            s => verification.NewWorker(s) is not null || verification.Refused(s) is not null,
            cancellationToken
        );
        var snapshot = feed.Current.Snapshot;
        if (verification.NewWorker(snapshot) is not { } reading)
        {
            if (verification.Refused(snapshot) is { } master)
            {
                run.Logged(verification.StartupLog(snapshot));
                run.End(
                    ReloadOutcome.Failed,
                    master.Serving is { } serving
                        ? ReloadTexts.ConfigurationNotLoadedBy(serving.Pid)
                        : ReloadTexts.ConfigurationNotLoaded
                );
                return;
            }

            run.End(ReloadOutcome.Suspect, Unverified(run, snapshot.Node(reload.Node), from, timedOut));
            return;
        }

        run.Put(run.Node with { After = Worker(snapshot, reload.Node) });
        await UntilAsync(SettleTimeout, s => !verification.Missing(s).Any(), cancellationToken);
        if (reload.Reapply)
        {
            await ReapplyAsync(run, context, cancellationToken);
        }

        Conclude(run, reload.Node, verification, reading);
    }

    private void Conclude(ReloadRun run, NodeName node, ReloadVerification verification, HaProxyReading reading)
    {
        var snapshot = feed.Current.Snapshot;
        run.Put(run.Node with { After = Worker(snapshot, node) ?? run.Node.After });
        run.Logged(verification.StartupLog(snapshot));
        Message[] open =
        [
            .. verification.Missing(snapshot),
            .. run
                .Node.Reapplied.Where(r => !r.Succeeded)
                .Select(r => ReloadTexts.NotRestored(r.Change.Target, r.Change.What, r.Summary)),
        ];
        Message[] unverified = open.Length == 0 ? [] : [ReloadTexts.NotVerified(Message.Join("; ", open))];
        run.End(
            open.Length == 0 ? ReloadOutcome.Succeeded : ReloadOutcome.Suspect,
            Message.Join(" ", [NewWorker(run, reading.Process), .. unverified, .. verification.Notes(snapshot)])
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
                            new ReappliedChange(change, false, ReloadTexts.AddressNotRestorable)
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
                $"restored after reload {id}",
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

    /// <summary>Returns when the condition is true or the timeout has passed. The caller checks the state again.</summary>
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
            // not verified before the timeout
        }
    }

    private static Message Unverified(ReloadRun run, NodeState? node, DateTimeOffset from, bool timedOut)
    {
        var seconds = (int)VerificationTimeout.TotalSeconds;
        if (node?.HaProxy is { IsFresh: true, Value: { } last } slice && slice.ObservedAt >= from)
        {
            var worker = WorkerText(run, last.Process);
            return timedOut
                ? ReloadTexts.TimedOutOldWorkerAnswers(seconds, worker)
                : ReloadTexts.SucceededOldWorkerAnswers(seconds, worker);
        }

        return timedOut ? ReloadTexts.TimedOutNoWorker(seconds) : ReloadTexts.SucceededNoWorker(seconds);
    }

    private static Message WorkerText(ReloadRun run, ProcessInfo process) =>
        run.Node.Before?.Pid == process.Pid ? ReloadTexts.OldWorker(process.Pid)
        : process.Stopping ? ReloadTexts.StoppingWorker(process.Pid)
        : ReloadTexts.EarlierWorker(process.Pid);

    private static Message NewWorker(ReloadRun run, ProcessInfo process) =>
        run.Node.Before is { } before
            ? ReloadTexts.NewWorkerAfter(process.Pid, before.Pid)
            : ReloadTexts.NewWorker(process.Pid);

    private static ReloadWorker? Worker(ClusterSnapshot snapshot, NodeName name) =>
        snapshot.Node(name) is { HaProxy.FreshValue: { } reading } node
            ? new ReloadWorker(reading.Process.Pid, reading.Process.UptimeSeconds, reading.Process.Version)
            {
                OldWorkers = node.MasterProcess.FreshValue?.Leaving.Length,
                ServersUp = ApiServers.Up(ClusterDiagnosis.Of(snapshot), name),
            }
            : null;

    /// <param name="Commands">Runtime changes are restored through the gate, like the commands of a person.</param>
    private sealed record Reloading(ReloadHaProxy Reload, Caller Caller, ICommandExecutor Commands);
}

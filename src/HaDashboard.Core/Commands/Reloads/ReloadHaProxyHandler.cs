using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Commands.Reloads;

/// <summary>
/// Check, reload, prove. An exit code proves little (a signal is delivered whether or not the new file loads), so the proof is a new
/// worker seen through the polled socket; without it the outcome is suspect, whatever the command said.
/// </summary>
public sealed class ReloadHaProxyHandler(IClusterFeed feed, INodeCommands nodes, ReloadBook book, IPollSignal polls, TimeProvider time) : ICommandHandler
{
    /// <summary>How long a new worker may take to show up. One that loads a large file needs seconds, not minutes.</summary>
    public static readonly TimeSpan ProofTimeout = TimeSpan.FromSeconds(20);

    public bool CanHandle(Command command) => command is ReloadHaProxy;

    public async Task<CommandOutcome> HandleAsync(Command command, Caller caller, string reason, CancellationToken cancellationToken)
    {
        var node = ((ReloadHaProxy)command).Node;
        var run = new Run(
            book,
            time,
            new ReloadRecord(command.Id, caller.Name, Printable.Excerpt(reason, 500), time.GetUtcNow(), null, ReloadState.Running,
                [new NodeReload(node, ReloadPhase.Checking, null, null, "", null, Worker(feed.Current, node), null)]));
        run.Start();
        await Task.Yield(); // the gate's door is held until here: the record stands, the next caller may ask
        try
        {
            await ReloadAsync(run, node, cancellationToken);
        }
        catch (SourceFailureException exception)
        {
            // Before the reload command ran, nothing was changed; after it, nobody knows.
            var sent = run.Node.Phase is not ReloadPhase.Checking;
            run.End(sent ? ReloadOutcome.Suspect : ReloadOutcome.Failed,
                sent ? $"The connection failed while the reload ran, what became of it is unknown: {exception.Message}" : $"Nothing was changed: {exception.Message}");
        }
        catch
        {
            run.End(ReloadOutcome.Suspect, "A fault of the dashboard itself ended it; what was done is unknown.");
            throw;
        }

        polls.PollNow(node);
        return new CommandOutcome(run.Node.Outcome is ReloadOutcome.Succeeded, $"{run.Node.Outcome}: {run.Node.Explanation}", string.Join('\n', run.Executed));
    }

    private async Task ReloadAsync(Run run, NodeName node, CancellationToken cancellationToken)
    {
        var check = await nodes.RunAsync(node, NodeCommand.Check, cancellationToken);
        run.Ran(check);
        if (check.ExitCode != 0)
        {
            run.End(ReloadOutcome.Refused, check.TimedOut
                ? "The check did not end in time; nothing was changed."
                : $"The check command says no ({Exit(check)}); nothing was changed.");
            return;
        }

        run.Enter(ReloadPhase.Reloading);
        var reload = await nodes.RunAsync(node, NodeCommand.Reload, cancellationToken);
        run.Ran(reload);
        if (reload.ExitCode != 0 && !reload.TimedOut)
        {
            run.End(ReloadOutcome.Failed, $"The reload command failed ({Exit(reload)}); as far as is known the old worker serves on.");
            return;
        }

        run.Enter(ReloadPhase.Proving);
        await ProveAsync(run, node, reload.TimedOut, cancellationToken);
    }

    private async Task ProveAsync(Run run, NodeName node, bool timedOut, CancellationToken cancellationToken)
    {
        polls.PollNow(node);
        var from = time.GetUtcNow();
        using var deadline = new CancellationTokenSource(ProofTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (var view in feed.WatchAsync(either.Token))
            {
                if (view.Snapshot.Node(node)?.HaProxy is { IsFresh: true, Value: { } reading } slice
                    && slice.ObservedAt >= from && !reading.Process.Stopping && IsNew(run, reading.Process, slice.ObservedAt.Value))
                {
                    run.Saw(WorkerOf(reading));
                    run.End(ReloadOutcome.Succeeded, string.Create(CultureInfo.InvariantCulture, $"A new worker serves: pid {reading.Process.Pid}{Was(run)}."));
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // no proof in time: told below
        }

        var command = timedOut ? "The reload command did not end in time" : "The reload command reports success";
        run.End(ReloadOutcome.Suspect, feed.Current.Snapshot.Node(node)?.HaProxy is { IsFresh: true, Value: { } last } heard && heard.ObservedAt >= from
            ? string.Create(CultureInfo.InvariantCulture, $"{command}, and after {ProofTimeout.TotalSeconds:0} s {Still(run, last.Process)} (pid {last.Process.Pid}) answers.")
            : $"{command}, and no new worker was observed within {ProofTimeout.TotalSeconds:0} s: HAProxy can't be observed now.");
    }

    // Without a worker seen before, any worker younger than the reload is a new one. HAProxy counts the turns of the second, so that
    // a worker of half a second may say 1.
    private static bool IsNew(Run run, ProcessInfo process, DateTimeOffset observedAt) => run.Node.Before is { } before
        ? process.Pid != before.Pid || process.UptimeSeconds < before.UptimeSeconds
        : process.UptimeSeconds <= (observedAt - run.Record.StartedAt).TotalSeconds + 1;

    private static string Still(Run run, ProcessInfo process) =>
        run.Node.Before?.Pid == process.Pid ? "the old worker still" : process.Stopping ? "only a stopping worker" : "a worker that is no younger than the reload";

    private static string Was(Run run) => run.Node.Before is { } before ? string.Create(CultureInfo.InvariantCulture, $", was {before.Pid}") : "";

    private static string Exit(NodeCommandResult result) =>
        result.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "no exit code";

    private static ReloadWorker? Worker(ClusterView view, NodeName node) =>
        view.Snapshot.Node(node)?.HaProxy.FreshValue is { } reading ? WorkerOf(reading) : null;

    private static ReloadWorker WorkerOf(HaProxyReading reading) => new(reading.Process.Pid, reading.Process.UptimeSeconds, reading.Process.Version);

    /// <summary>The record on its way, each step put into the book.</summary>
    private sealed class Run(ReloadBook book, TimeProvider time, ReloadRecord record)
    {
        internal ReloadRecord Record { get; private set; } = record;

        internal List<string> Executed { get; } = [];

        internal NodeReload Node => Record.Nodes[0];

        internal void Start() => book.Put(Record);

        internal void Enter(ReloadPhase phase) => Put(Node with { Phase = phase });

        internal void Ran(NodeCommandResult result)
        {
            Executed.Add(result.CommandLine);
            var ending = result.TimedOut ? "timed out" : Exit(result);
            Put(Node with { ExitCode = result.ExitCode, Output = $"{Node.Output}$ {result.CommandLine}\n{WithLineEnd(result.Output)}[{ending}]\n" });
        }

        internal void Saw(ReloadWorker worker) => Put(Node with { After = worker });

        internal void End(ReloadOutcome outcome, string explanation)
        {
            Record = Record with { State = ReloadState.Finished, FinishedAt = time.GetUtcNow() };
            Put(Node with { Phase = ReloadPhase.Done, Outcome = outcome, Explanation = explanation });
        }

        private void Put(NodeReload node)
        {
            Record = Record with { Nodes = ImmutableArray.Create(node) };
            book.Put(Record);
        }

        private static string WithLineEnd(string output) => output.Length == 0 || output.EndsWith('\n') ? output : output + "\n";
    }
}

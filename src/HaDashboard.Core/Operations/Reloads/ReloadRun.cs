using System.Globalization;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>
/// One node's part of a record on its way, each step written to the journal: a record of its own, or a part of a rolling one.
/// </summary>
internal sealed class ReloadRun
{
    private readonly ActionJournal _journal;
    private readonly TimeProvider _time;
    private readonly ReloadHaProxy _command;
    private readonly string _id;

    private ReloadRun(ActionJournal journal, TimeProvider time, ReloadHaProxy command, string id) =>
        (_journal, _time, _command, _id) = (journal, time, command, id);

    internal List<string> Executed { get; } = [];

    internal DateTimeOffset StartedAt { get; private set; }

    internal NodeReload Node { get; private set; } = null!;

    internal static ReloadRun Begin(
        ActionJournal journal,
        TimeProvider time,
        ReloadHaProxy command,
        Caller caller,
        string reason,
        ReloadWorker? before
    )
    {
        var now = time.GetUtcNow();
        var part = new NodeReload(command.Node, ReloadPhase.Waiting, null, null, "", null, before, null).Enter(
            ReloadPhase.Checking,
            now
        );
        var partOf =
            command.Batch is { } batch && journal.FindReload(batch)?.Of(command.Node) is not null ? batch : null;
        var run = new ReloadRun(journal, time, command, partOf ?? command.Id) { StartedAt = now, Node = part };
        if (partOf is null)
        {
            journal.Write(
                new ReloadRecord(
                    command.Id,
                    caller.Name,
                    Printable.Excerpt(reason, 500),
                    now,
                    null,
                    ReloadState.Running,
                    [part]
                )
                {
                    From = caller.From,
                    Reapplies = command.Reapply,
                    IsDryRun = command.CheckOnly,
                }
            );
        }
        else
        {
            run.Put(part);
        }

        return run;
    }

    internal void Enter(ReloadPhase phase) => Put(Node.Enter(phase, _time.GetUtcNow()));

    internal void Put(NodeReload node)
    {
        Node = node;
        _journal.ChangeReload(_id, record =>
            record with
            {
                Nodes = [.. record.Nodes.Select(part => part.Node == node.Node ? node : part)],
            }
        );
    }

    internal void Ran(NodeCommandResult result)
    {
        Executed.Add(result.CommandLine);
        var ending = (result.TimedOut ? ReloadTexts.TimedOut : Exit(result)).In(CultureInfo.InvariantCulture);
        Put(
            Node with
            {
                ExitCode = result.ExitCode,
                Output = $"{Node.Output}$ {result.CommandLine}\n{WithLineEnd(result.Output)}[{ending}]\n",
                Messages =
                [
                    .. Node.Messages,
                    .. CheckMessage.In(result.Output).Where(message => !Node.Messages.Contains(message)),
                ],
            }
        );
    }

    /// <summary>
    /// The log that HAProxy wrote when it loaded the configuration, without notices and messages about the exit of old workers.
    /// </summary>
    internal void Logged(IEnumerable<CheckMessage> log) =>
        Put(
            Node with
            {
                Messages =
                [
                    .. Node.Messages,
                    .. log.Where(m =>
                        m.Severity > CheckSeverity.Notice
                        && !m.Text.StartsWith("Former worker", StringComparison.Ordinal)
                        && !Node.Messages.Contains(m)
                    ),
                ],
            }
        );

    internal void End(ReloadOutcome outcome, Message explanation)
    {
        var now = _time.GetUtcNow();
        Node = Node.End(outcome, explanation, now);
        _journal.ChangeReload(_id, record =>
            record with
            {
                Nodes = [.. record.Nodes.Select(part => part.Node == _command.Node ? Node : part)],
                State = record.IsRolling ? record.State : ReloadState.Finished,
                FinishedAt = record.IsRolling ? record.FinishedAt : now,
            }
        );
    }

    internal static Message Exit(NodeCommandResult result) =>
        result.ExitCode is { } code ? ReloadTexts.ExitCode(code) : ReloadTexts.NoExitCode;

    private static string WithLineEnd(string output) =>
        output.Length == 0 || output.EndsWith('\n') ? output : output + "\n";
}

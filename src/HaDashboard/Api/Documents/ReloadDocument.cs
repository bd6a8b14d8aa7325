using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;

namespace HaDashboard.Api.Documents;

/// <param name="Reapply">Restores the runtime changes after the reload.</param>
public sealed record ReloadRequest(string? Reason, bool Reapply = false);

/// <param name="Nodes">The nodes; null for all.</param>
public sealed record RollingReloadRequest(
    ImmutableArray<string>? Nodes,
    string? Reason,
    bool DryRun = false,
    bool Reapply = false
);

/// <param name="Skip">Skips the node at which it stopped.</param>
public sealed record ResumeReloadRequest(string? Reason, bool Skip = false);

/// <param name="State">running, stopped, finished or interrupted.</param>
/// <param name="Hold">The reason why a rolling reload waits or stopped; null otherwise.</param>
public sealed record ReloadDocument(
    string Id,
    string By,
    string Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string State,
    bool Rolling,
    bool DryRun,
    string? Hold,
    ImmutableArray<NodeReloadDocument> Nodes
)
{
    internal static ReloadDocument Of(ReloadRecord record) =>
        new(
            record.Id,
            record.By,
            record.Reason,
            record.StartedAt,
            record.FinishedAt,
            Lower(record.State),
            record.IsRolling,
            record.IsDryRun,
            record.Hold,
            [.. record.Nodes.Select(NodeReloadDocument.Of)]
        );

    internal static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <param name="Phase">waiting, checking, reloading, proving, reapplying or done.</param>
/// <param name="Outcome">succeeded, refused, failed, suspect or skipped; null while it runs.</param>
public sealed record NodeReloadDocument(
    string Node,
    string Phase,
    string? Outcome,
    int? ExitCode,
    string Output,
    string? Explanation,
    WorkerDocument? Before,
    WorkerDocument? After,
    ImmutableArray<MessageDocument> Messages,
    ImmutableArray<string>? Lost,
    ImmutableArray<ReappliedDocument> Reapplied,
    ImmutableArray<PhaseDocument> Times
)
{
    internal static NodeReloadDocument Of(NodeReload node) =>
        new(
            node.Node.Value,
            ReloadDocument.Lower(node.Phase),
            node.Outcome is { } outcome ? ReloadDocument.Lower(outcome) : null,
            node.ExitCode,
            node.Output,
            node.Explanation,
            WorkerDocument.Of(node.Before),
            WorkerDocument.Of(node.After),
            [
                .. node.Messages.Select(message => new MessageDocument(
                    ReloadDocument.Lower(message.Severity),
                    message.File,
                    message.Line,
                    message.Text
                )),
            ],
            node.Lost is { } lost ? [.. lost.Select(change => $"{change.Target}: {change.What}")] : null,
            [
                .. node.Reapplied.Select(again => new ReappliedDocument(
                    $"{again.Change.Target}: {again.Change.What}",
                    again.Succeeded,
                    again.Summary
                )),
            ],
            [.. node.Times.Select(time => new PhaseDocument(ReloadDocument.Lower(time.Phase), time.At))]
        );
}

/// <param name="Severity">notice, warning or alert.</param>
public sealed record MessageDocument(string Severity, string? File, int? Line, string Text);

public sealed record ReappliedDocument(string Change, bool Succeeded, string Summary);

public sealed record PhaseDocument(string Phase, DateTimeOffset At);

/// <param name="OldWorkers">null without the master CLI.</param>
public sealed record WorkerDocument(int Pid, long UptimeSeconds, string Version, int? OldWorkers, int? ServersUp)
{
    internal static WorkerDocument? Of(ReloadWorker? worker) =>
        worker is null
            ? null
            : new WorkerDocument(worker.Pid, worker.UptimeSeconds, worker.Version, worker.OldWorkers, worker.ServersUp);
}

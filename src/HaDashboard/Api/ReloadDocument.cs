using System.Collections.Immutable;
using HaDashboard.Core.Commands.Reloads;

namespace HaDashboard.Api;

public sealed record ReloadRequest(string? Reason);

/// <param name="State">running, finished or interrupted.</param>
public sealed record ReloadDocument(
    string Id, string By, string Reason, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string State, ImmutableArray<NodeReloadDocument> Nodes)
{
    internal static ReloadDocument Of(ReloadRecord record) => new(
        record.Id, record.By, record.Reason, record.StartedAt, record.FinishedAt, Lower(record.State), [.. record.Nodes.Select(NodeReloadDocument.Of)]);

    internal static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <param name="Phase">waiting, checking, reloading, proving, reapplying or done.</param>
/// <param name="Outcome">succeeded, refused, failed, suspect or skipped; null while it runs.</param>
public sealed record NodeReloadDocument(
    string Node, string Phase, string? Outcome, int? ExitCode, string Output, string? Explanation, WorkerDocument? Before, WorkerDocument? After)
{
    internal static NodeReloadDocument Of(NodeReload node) => new(
        node.Node.Value,
        ReloadDocument.Lower(node.Phase),
        node.Outcome is { } outcome ? ReloadDocument.Lower(outcome) : null,
        node.ExitCode,
        node.Output,
        node.Explanation,
        WorkerDocument.Of(node.Before),
        WorkerDocument.Of(node.After));
}

public sealed record WorkerDocument(int Pid, long UptimeSeconds, string Version)
{
    internal static WorkerDocument? Of(ReloadWorker? worker) => worker is null ? null : new WorkerDocument(worker.Pid, worker.UptimeSeconds, worker.Version);
}

using System.Globalization;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>The conditions that verify a reload: a new worker, completed health checks, and a working local API endpoint.</summary>
/// <param name="from">Data observed before this time is ignored.</param>
internal sealed class ReloadVerification(
    NodeState before,
    ReloadWorker? worker,
    DateTimeOffset startedAt,
    DateTimeOffset from
)
{
    private NodeName Name => before.Name;

    /// <summary>The new worker, as soon as one is serving.</summary>
    internal HaProxyReading? NewWorker(ClusterSnapshot snapshot) =>
        Reading(snapshot) is { } found && !found.Reading.Process.Stopping && IsNew(found.Reading.Process, found.At)
            ? found.Reading
            : null;

    /// <summary>The master process, if it reports that HAProxy did not load the configuration.</summary>
    internal MasterProcess? Refused(ClusterSnapshot snapshot) =>
        snapshot.Node(Name)?.MasterProcess is { IsFresh: true, Value: { LastReloadFailed: true } master } slice
        && slice.ObservedAt >= from
        && before.MasterProcess.Value is { } old
        && old.Pid == master.Pid
        && master.Reloads > old.Reloads
            ? master
            : null;

    /// <summary>What HAProxy logged when it loaded the configuration; empty if the master process does not report it.</summary>
    internal IEnumerable<CheckMessage> StartupLog(ClusterSnapshot snapshot) =>
        snapshot.Node(Name)?.MasterProcess is { IsFresh: true, Value: { StartupLog: { } log } master } slice
        && slice.ObservedAt >= from
        && !(before.MasterProcess.Value is { } old && old.Pid == master.Pid && master.Reloads == old.Reloads)
            ? log
            : [];

    /// <summary>The conditions that are not verified yet, as text; empty if all are.</summary>
    internal IEnumerable<Message> Missing(ClusterSnapshot snapshot)
    {
        if (Reading(snapshot) is not { } found)
        {
            yield return ReloadTexts.WorkerUnobserved;
            yield break;
        }

        var unsettled = found.Reading.Proxies.SelectMany(proxy => proxy.Servers).Where(IsUnsettled).ToArray();
        if (unsettled.Length > 0)
        {
            var servers = unsettled.Take(5).Select(server => ReloadTexts.ServerIs(server.Path, server.Status.Text));
            yield return ReloadTexts.ChecksIncomplete(Message.Join(", ", servers));
        }

        if (snapshot.Inventory.Probes is not null && Endpoint(snapshot) is { } endpoint)
        {
            yield return endpoint;
        }
    }

    /// <summary>Further facts about the new worker, each a sentence.</summary>
    internal IEnumerable<Message> Notes(ClusterSnapshot snapshot)
    {
        var node = snapshot.Node(Name);
        foreach (var server in ApiServers.Of(snapshot, before))
        {
            if (
                server.IsProvenUp
                && node?.HaProxy.Value?.Find(server.Proxy.Value, server.Name.Value) is var now
                && now is not { IsProvenUp: true }
            )
            {
                yield return now is null
                    ? ReloadTexts.ServerNoLongerListed(server.Path)
                    : ReloadTexts.ServerWasUp(server.Path, now.Status.Text);
            }
        }

        if (snapshot.Inventory.Probes is not null && node?.LocalEndpoint.FreshValue is { } endpoint)
        {
            yield return ReloadTexts.EndpointAnswers(endpoint.Succeeded, endpoint.Attempts.Length);
        }

        if (
            node?.MasterProcess is { IsFresh: true, Value.Leaving: [var oldest, ..] leaving } master
            && master.ObservedAt >= from
        )
        {
            yield return ReloadTexts.OldWorkersRunning(
                leaving.Length,
                oldest.Uptime.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
            );
        }
    }

    private static bool IsUnsettled(Server server) =>
        server.Check is { } check
        && (check.IsInitial || (server.Status is { State: ServerOperationalState.Up, Progress: not null }));

    // Some connections may have failed before the reload. The reload must not reduce the number that succeed.
    private Message? Endpoint(ClusterSnapshot snapshot)
    {
        var slice = snapshot.Node(Name)!.LocalEndpoint;
        var needed = Math.Max(
            1,
            before.LocalEndpoint.FreshValue is { Failed: > 0 } already
                ? already.Succeeded
                : slice.Value?.Attempts.Length ?? 1
        );
        return slice is { IsFresh: true, Value: { } probe } && slice.ObservedAt >= from
            ? probe.Succeeded >= needed
                ? null
                : ReloadTexts.EndpointAnswersSome(probe.Succeeded, probe.Attempts.Length)
            : NoAnswer(slice.Failure);
    }

    private static Message NoAnswer(SourceFailure? failure) =>
        failure is null ? ReloadTexts.EndpointUnanswered : ReloadTexts.EndpointFailed(failure.Message);

    private (HaProxyReading Reading, DateTimeOffset At)? Reading(ClusterSnapshot snapshot) =>
        snapshot.Node(Name)?.HaProxy is { IsFresh: true, Value: { } reading, ObservedAt: { } at } && at >= from
            ? (reading, at)
            : null;

    // Without a worker seen before, any worker younger than the reload is a new one. HAProxy counts the changes of
    // the second, so that a worker that started half a second ago may report 1.
    private bool IsNew(ProcessInfo process, DateTimeOffset observedAt) =>
        worker is { } old
            ? process.Pid != old.Pid || process.UptimeSeconds < old.UptimeSeconds
            : process.UptimeSeconds <= (observedAt - startedAt).TotalSeconds + 1;
}

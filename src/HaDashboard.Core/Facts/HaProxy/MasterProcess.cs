using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A worker as HAProxy's master process lists it.</summary>
/// <param name="Reloads">The number of reloads since this worker started, failed ones included.</param>
/// <param name="Uptime">The time since the worker started, at the time of observation.</param>
public sealed record WorkerProcess(int Pid, int Reloads, TimeSpan Uptime, string Version);

/// <summary>The response of the master CLI to <c>show proc</c>.</summary>
/// <param name="Reloads">The number of reloads since this master process started, failed ones included.</param>
/// <param name="Failed">
/// The number of failed reloads since the last successful one: HAProxy resets it at the next success. null on 2.4, which does not count
/// them.
/// </param>
/// <param name="Listed">The workers under <c># workers</c>.</param>
/// <param name="ListedAsOld">
/// The workers under <c># old workers</c>. After a failed reload, 2.4 and 3.2 list the serving worker here too.
/// </param>
public sealed record MasterProcess(
    int Pid,
    int Reloads,
    int? Failed,
    TimeSpan Uptime,
    string Version,
    ImmutableArray<WorkerProcess> Listed,
    ImmutableArray<WorkerProcess> ListedAsOld
)
{
    /// <summary>
    /// The messages of the last load of the configuration, successful or not; null if they are not available (before 2.7, or not readable).
    /// </summary>
    public ImmutableArray<CheckMessage>? StartupLog { get; init; }

    /// <summary>True if the last reload failed: the previous worker keeps serving.</summary>
    public bool LastReloadFailed => Failed is > 0 || Listed.IsEmpty;

    /// <summary>The worker that accepts new connections; null if the master process lists none.</summary>
    public WorkerProcess? Serving =>
        Listed.IsEmpty
            ? ListedAsOld.MinBy(worker => (worker.Reloads, worker.Uptime))
            : Listed.MinBy(worker => worker.Reloads);

    /// <summary>Workers that a reload has replaced and that run until their last connection closes; oldest first.</summary>
    public ImmutableArray<WorkerProcess> Leaving =>
        [.. ListedAsOld.Where(worker => worker != Serving).OrderByDescending(worker => worker.Uptime)];

    /// <summary>The minimum time since a worker was replaced: the uptime of the oldest worker that started after it.</summary>
    public TimeSpan LeavingFor(WorkerProcess worker)
    {
        var longest = TimeSpan.Zero;
        foreach (var other in Listed.Concat(ListedAsOld))
        {
            longest = other.Reloads < worker.Reloads && other.Uptime > longest ? other.Uptime : longest;
        }

        return longest;
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A worker as its master lists it.</summary>
/// <param name="Reloads">How many reloads it has seen, failed ones included: 0 until the first.</param>
/// <param name="Uptime">Since it started, at the time of observation.</param>
public sealed record WorkerProcess(int Pid, int Reloads, TimeSpan Uptime, string Version);

/// <summary>The answer of the master CLI to <c>show proc</c>.</summary>
/// <param name="Reloads">Asked of this master since it started, failed ones included.</param>
/// <param name="Failed">Failed since the last that did not: HAProxy forgets them at the next success. null on 2.4, which doesn't count them.</param>
/// <param name="Listed">The workers under <c># workers</c>.</param>
/// <param name="ListedAsOld">The workers under <c># old workers</c>; after a failed reload 2.4 and 3.2 put the one that serves there too.</param>
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
    /// <summary>What the last load of the file wrote, good or bad; null where the master does not tell (before 2.7, or it could not be read).</summary>
    public ImmutableArray<CheckMessage>? StartupLog { get; init; }

    /// <summary>The last reload that was asked for did not load: the worker before it serves on.</summary>
    public bool LastReloadFailed => Failed is > 0 || Listed.IsEmpty;

    /// <summary>The worker that takes new connections; null where the master lists none.</summary>
    public WorkerProcess? Serving =>
        Listed.IsEmpty
            ? ListedAsOld.MinBy(worker => (worker.Reloads, worker.Uptime))
            : Listed.MinBy(worker => worker.Reloads);

    /// <summary>Workers that a reload has replaced and that live on for as long as a connection through them does, the oldest first.</summary>
    public ImmutableArray<WorkerProcess> Leaving =>
        [.. ListedAsOld.Where(worker => worker != Serving).OrderByDescending(worker => worker.Uptime)];

    /// <summary>For how long, at least, a worker has been on its way out: as long as the oldest that came after it lives.</summary>
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

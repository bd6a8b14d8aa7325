using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Journal;

/// <summary>A command that runs now.</summary>
public sealed record RunningCommand(Command Command, string By, DateTimeOffset StartedAt);

/// <summary>
/// The only record of the actions that run and that have run: who started them, when, and with which result. Guards and REST read it
/// directly, because a caller who just received a 202 must find the record. Every record is also published as an observation, so that pages
/// read it in the snapshot like any other fact.
/// </summary>
public sealed class ActionJournal(IObservationSink sink, TimeProvider time, IReloadArchive? archive = null)
{
    private readonly Lock _lock = new();
    private Records _records = new([], [], []);

    /// <summary>The newest first.</summary>
    public ImmutableArray<ReloadRecord> Reloads => Current.Reloads;

    /// <summary>Actions on several nodes, the newest first.</summary>
    public ImmutableArray<FleetRecord> Fleets => Current.Fleets;

    /// <summary>Runtime commands that run now.</summary>
    public ImmutableArray<RunningCommand> Running => Current.Running;

    private Records Current => Volatile.Read(ref _records);

    public ReloadRecord? FindReload(string id) =>
        Reloads.FirstOrDefault(record => record.Id.Equals(id, StringComparison.Ordinal));

    public FleetRecord? FindFleet(string id) =>
        Fleets.FirstOrDefault(record => record.Id.Equals(id, StringComparison.Ordinal));

    public ReloadRecord? ReloadRunningOn(NodeName node) =>
        Reloads.FirstOrDefault(record =>
            record.State is ReloadState.Running && record.Of(node) is { Phase: not ReloadPhase.Done }
        );

    /// <summary>The last reload whose reload command ran on the node and that has ended there.</summary>
    public (ReloadRecord Record, DateTimeOffset EndedAt)? LastReloadOn(NodeName node) =>
        Reloads
            .Select(record => (Record: record, record.Of(node)?.EndedAt, record.Of(node)?.ReloadedAt))
            .Where(found => found is { EndedAt: not null, ReloadedAt: not null })
            .Select(found => ((ReloadRecord, DateTimeOffset)?)(found.Record, found.EndedAt!.Value))
            .MaxBy(found => found!.Value.Item2);

    /// <summary>Writes a reload, or its next state.</summary>
    public void Write(ReloadRecord record)
    {
        lock (_lock)
        {
            Keep(record, isArchived: false);
        }
    }

    /// <summary>Writes an action on several nodes, or its next state.</summary>
    public void Write(FleetRecord record)
    {
        lock (_lock)
        {
            Keep(record);
        }
    }

    /// <summary>A server's state was set, and was read back.</summary>
    public void Write(ServerOrder order) => sink.Offer(new ServerOrdered(order, order.At));

    /// <summary>The command is listed in <see cref="Running"/> until the result is disposed.</summary>
    public IDisposable Begin(Command command, Caller caller)
    {
        var running = new RunningCommand(command, caller.Name, time.GetUtcNow());
        lock (_lock)
        {
            Volatile.Write(ref _records, _records with { Running = _records.Running.Add(running) });
        }

        return new Entry(this, running);
    }

    /// <returns>The record after the change; null where it is no longer kept, or the change returned null.</returns>
    internal ReloadRecord? ChangeReload(string id, Func<ReloadRecord, ReloadRecord?> change)
    {
        lock (_lock)
        {
            var next = FindReload(id) is { } known ? change(known) : null;
            if (next is not null)
            {
                Keep(next, isArchived: false);
            }

            return next;
        }
    }

    /// <returns>The record after the change; null where it is no longer kept, or the change returned null.</returns>
    internal FleetRecord? ChangeFleet(string id, Func<FleetRecord, FleetRecord?> change)
    {
        lock (_lock)
        {
            var next = FindFleet(id) is { } known ? change(known) : null;
            if (next is not null)
            {
                Keep(next);
            }

            return next;
        }
    }

    /// <summary>
    /// Reads the archive. A reload that ran when the dashboard stopped is marked as interrupted; it is not started again.
    /// </summary>
    internal void Restore()
    {
        lock (_lock)
        {
            foreach (var record in (archive?.Read() ?? []).Reverse())
            {
                var wasRunning = record.State is ReloadState.Running;
                Keep(wasRunning ? record.Interrupted() : record, isArchived: !wasRunning);
            }
        }
    }

    // Called under the lock: the store and the archive must receive the steps in their order.
    private void Keep(ReloadRecord record, bool isArchived)
    {
        Volatile.Write(ref _records, _records with { Reloads = _records.Reloads.With(record) });
        if (!isArchived)
        {
            archive?.Write(record);
        }

        sink.Offer(new ReloadObserved(record, time.GetUtcNow()));
    }

    // Called under the lock, for the same reason.
    private void Keep(FleetRecord record)
    {
        Volatile.Write(ref _records, _records with { Fleets = _records.Fleets.With(record) });
        sink.Offer(new FleetObserved(record, time.GetUtcNow()));
    }

    private void End(RunningCommand running)
    {
        lock (_lock)
        {
            var left = _records.Running.RemoveAll(other => ReferenceEquals(other, running));
            Volatile.Write(ref _records, _records with { Running = left });
        }
    }

    private sealed record Records(
        ImmutableArray<ReloadRecord> Reloads,
        ImmutableArray<FleetRecord> Fleets,
        ImmutableArray<RunningCommand> Running
    );

    private sealed class Entry(ActionJournal journal, RunningCommand running) : IDisposable
    {
        public void Dispose() => journal.End(running);
    }
}

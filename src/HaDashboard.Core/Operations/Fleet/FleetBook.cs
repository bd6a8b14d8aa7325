using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Observations;

namespace HaDashboard.Core.Operations.Fleet;

/// <summary>The records of this run's fleet actions. It tells the store of each step as it tells of any fact, so that pages need no second road.</summary>
public sealed class FleetBook(IObservationSink sink, TimeProvider time)
{
    private const int Kept = 50;
    private readonly Lock _lock = new();
    private ImmutableList<(FleetRecord Record, FleetPlan Plan)> _entries = [];

    public FleetRecord? Find(string id) => Entry(id)?.Record;

    internal FleetPlan? PlanOf(string id) => Entry(id)?.Plan;

    internal void Begin(FleetRecord record, FleetPlan plan)
    {
        lock (_lock)
        {
            _entries = _entries.Insert(0, (record, plan));
            if (
                _entries.Count > Kept
                && _entries.FindLastIndex(entry => !entry.Record.IsRunning) is var oldest and >= 0
            )
            {
                _entries = _entries.RemoveAt(oldest);
            }
        }

        Tell(record);
    }

    /// <returns>The record after the change; null where it is no longer kept, or the change gave none.</returns>
    internal FleetRecord? Change(string id, Func<FleetRecord, FleetRecord?> change)
    {
        FleetRecord? next;
        lock (_lock)
        {
            var index = _entries.FindIndex(entry => entry.Record.Id.Equals(id, StringComparison.Ordinal));
            next = index < 0 ? null : change(_entries[index].Record);
            if (next is not null)
            {
                _entries = _entries.SetItem(index, (next, _entries[index].Plan));
                Tell(next); // inside the lock: the store must hear the steps in their order
            }
        }

        return next;
    }

    private void Tell(FleetRecord record) => sink.Offer(new FleetObserved(record, time.GetUtcNow()));

    private (FleetRecord Record, FleetPlan Plan)? Entry(string id)
    {
        var entries = Volatile.Read(ref _entries);
        var index = entries.FindIndex(entry => entry.Record.Id.Equals(id, StringComparison.Ordinal));
        return index < 0 ? null : entries[index];
    }
}

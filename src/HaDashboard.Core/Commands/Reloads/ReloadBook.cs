using System.Collections.Immutable;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;

namespace HaDashboard.Core.Commands.Reloads;

/// <summary>
/// The records of this run's reloads. It tells the store of each step as it tells of any fact, so that pages need no second road;
/// REST reads the book itself, because a caller who just got a 202 must find his record.
/// </summary>
public sealed class ReloadBook(IObservationSink sink, TimeProvider time)
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private ImmutableList<ReloadRecord> _records = [];

    public ReloadRecord? Find(string id) => Volatile.Read(ref _records).Find(r => r.Id.Equals(id, StringComparison.Ordinal));

    public ReloadRecord? RunningOn(NodeName node) =>
        Volatile.Read(ref _records).Find(r => r.State is ReloadState.Running && r.Nodes.Any(n => n.Node == node && n.Phase is not ReloadPhase.Done));

    /// <summary>Writes the record, or its next step, and tells the store.</summary>
    public void Put(ReloadRecord record)
    {
        lock (_lock)
        {
            var index = _records.FindIndex(r => r.Id.Equals(record.Id, StringComparison.Ordinal));
            var next = index >= 0 ? _records.SetItem(index, record) : _records.Insert(0, record);
            _records = next.Count > Kept ? next.RemoveRange(Kept, next.Count - Kept) : next;
        }

        sink.Offer(new ReloadObserved(record, time.GetUtcNow()));
    }
}

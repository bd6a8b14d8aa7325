using System.Collections.Immutable;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>
/// The records of reloads. It tells the store of each step as it tells of any fact, so that pages need no second road; REST reads the
/// book itself, because a caller who just got a 202 must find his record.
/// </summary>
public sealed class ReloadBook(IObservationSink sink, TimeProvider time, IReloadArchive? archive = null)
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private ImmutableList<ReloadRecord> _records = [];

    /// <summary>The newest first.</summary>
    public ImmutableList<ReloadRecord> Records => Volatile.Read(ref _records);

    public ReloadRecord? Find(string id) => Records.Find(r => r.Id.Equals(id, StringComparison.Ordinal));

    public ReloadRecord? RunningOn(NodeName node) =>
        Records.Find(r =>
            r.State is ReloadState.Running && r.Nodes.Any(n => n.Node == node && n.Phase is not ReloadPhase.Done)
        );

    /// <summary>The last time the node's reload command was run, and its reload ended.</summary>
    public (ReloadRecord Record, DateTimeOffset EndedAt)? LastOn(NodeName node) =>
        Records
            .Select(record => (Record: record, record.Of(node)?.EndedAt, record.Of(node)?.ReloadedAt))
            .Where(found => found is { EndedAt: not null, ReloadedAt: not null })
            .Select(found => ((ReloadRecord, DateTimeOffset)?)(found.Record, found.EndedAt!.Value))
            .MaxBy(found => found!.Value.Item2);

    /// <summary>Writes the record, or its next step, and tells the store.</summary>
    public void Put(ReloadRecord record)
    {
        lock (_lock)
        {
            Write(record);
        }
    }

    /// <returns>The record after the change; null where it is not kept, or the change gave none.</returns>
    internal ReloadRecord? Change(string id, Func<ReloadRecord, ReloadRecord?> change)
    {
        lock (_lock)
        {
            var next = Find(id) is { } known ? change(known) : null;
            if (next is not null)
            {
                Write(next);
            }

            return next;
        }
    }

    /// <summary>What a run of the dashboard before this one left: what was under way then is interrupted, and is not begun again.</summary>
    internal void Restore()
    {
        lock (_lock)
        {
            foreach (var record in (archive?.Read() ?? []).Reverse())
            {
                Write(
                    record.State is ReloadState.Running ? Interrupted(record) : record,
                    known: record.State is not ReloadState.Running
                );
            }
        }
    }

    private static ReloadRecord Interrupted(ReloadRecord record) =>
        record with
        {
            State = ReloadState.Interrupted,
            Hold = null,
            Nodes =
            [
                .. record.Nodes.Select(node =>
                    node.Phase switch
                    {
                        ReloadPhase.Done => node,
                        ReloadPhase.Waiting or ReloadPhase.Checking => node with
                        {
                            Phase = ReloadPhase.Done,
                            Outcome = ReloadOutcome.Skipped,
                            Explanation = "The dashboard ended before its turn: nothing was changed here.",
                        },
                        _ => node with
                        {
                            Phase = ReloadPhase.Done,
                            Outcome = ReloadOutcome.Suspect,
                            Explanation = "The dashboard ended while it ran: what became of it is unknown.",
                        },
                    }
                ),
            ],
        };

    // Inside the lock: the store and the file must learn the steps in their order.
    private void Write(ReloadRecord record, bool known = false)
    {
        var index = _records.FindIndex(r => r.Id.Equals(record.Id, StringComparison.Ordinal));
        var next = index >= 0 ? _records.SetItem(index, record) : _records.Insert(0, record);
        Volatile.Write(ref _records, next.Count > Kept ? next.RemoveRange(Kept, next.Count - Kept) : next);
        if (!known)
        {
            archive?.Write(record);
        }

        sink.Offer(new ReloadObserved(record, time.GetUtcNow()));
    }
}

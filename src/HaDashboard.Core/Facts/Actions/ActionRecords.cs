using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Actions;

/// <summary>
/// Adds a record, or its next state, to a bounded list with the newest first. The action journal and the snapshot apply the same records
/// in the same order with these functions, so that guards, REST and pages cannot see different lists.
/// </summary>
public static class ActionRecords
{
    public const int MaxReloads = 200;
    public const int MaxFleets = 50;

    /// <returns>The same array where the record is known already.</returns>
    public static ImmutableArray<ReloadRecord> With(this ImmutableArray<ReloadRecord> records, ReloadRecord record)
    {
        var known = records.FirstOrDefault(other => other.Id.Equals(record.Id, StringComparison.Ordinal));
        if (known == record)
        {
            return records;
        }

        return known is null
            ? Bounded(records.Insert(0, record), MaxReloads, static other => other.State is ReloadState.Running)
            : records.Replace(known, record);
    }

    /// <returns>The same array where the record is known already.</returns>
    public static ImmutableArray<FleetRecord> With(this ImmutableArray<FleetRecord> records, FleetRecord record)
    {
        var known = records.FirstOrDefault(other => other.Id.Equals(record.Id, StringComparison.Ordinal));
        if (known == record)
        {
            return records;
        }

        return known is null
            ? Bounded(records.Insert(0, record), MaxFleets, static other => other.IsRunning)
            : records.Replace(known, record);
    }

    // The oldest record that has ended is removed. One that still runs stays: its next step must find it.
    private static ImmutableArray<T> Bounded<T>(ImmutableArray<T> records, int max, Func<T, bool> isRunning)
    {
        if (records.Length <= max)
        {
            return records;
        }

        for (var i = records.Length - 1; i > 0; i--)
        {
            if (!isRunning(records[i]))
            {
                return records.RemoveAt(i);
            }
        }

        return records;
    }
}

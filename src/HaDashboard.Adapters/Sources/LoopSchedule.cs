namespace HaDashboard.Adapters.Sources;

/// <summary>
/// When the next reading is due, as the time since the loop started. The readings of a loop have fixed times, so that a hundred nodes are
/// not all read at the same moment, and a reading on demand between two of them does not move these times.
/// </summary>
internal sealed class LoopSchedule(TimeSpan first)
{
    internal TimeSpan Due { get; private set; } = first;

    /// <summary>After a reading.</summary>
    internal void Done(TimeSpan pause, TimeSpan now)
    {
        if (Due > now)
        {
            return; // read on demand
        }

        Due += pause;
        if (Due <= now)
        {
            Due = now + pause; // missed readings are not repeated
        }
    }

    /// <summary>After a failed reading, on demand or not.</summary>
    internal void Failed(TimeSpan pause, TimeSpan now)
    {
        Done(pause, now);
        if (now + pause < Due)
        {
            Due = now + pause;
        }
    }
}

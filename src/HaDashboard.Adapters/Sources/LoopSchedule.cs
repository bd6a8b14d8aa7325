namespace HaDashboard.Adapters.Sources;

/// <summary>
/// When the next reading is due, as the time since the loop began. Readings stay on a grid of their own, so that a hundred nodes are not
/// all read at the same moment, and a reading on demand between two of them does not move the grid.
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
            Due = now + pause; // readings that were missed are not made up for
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

using HaDashboard.Core.Facts.Actions;

namespace HaDashboard.Core.Facts.Observations;

/// <summary>
/// A fact and when it was seen: all that ever changes the snapshot. A closed family, so that the reducer can be read at one sitting.
/// </summary>
public abstract record Observation
{
    private protected Observation(DateTimeOffset at) => At = at;

    public DateTimeOffset At { get; }
}

/// <summary>How far a reload is. Commands never edit the snapshot; what they did is a fact like any other.</summary>
public sealed record ReloadObserved(ReloadRecord Reload, DateTimeOffset At) : Observation(At);

/// <summary>A server's state was set from here, and seen so afterwards.</summary>
public sealed record ServerOrdered(ServerOrder Order, DateTimeOffset At) : Observation(At);

/// <summary>How far an action on several nodes is.</summary>
public sealed record FleetObserved(FleetRecord Fleet, DateTimeOffset At) : Observation(At);

/// <summary>Time passed. Silence is a fact too: it is what turns a source stale.</summary>
public sealed record ClockTicked(DateTimeOffset At) : Observation(At);

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>What HAProxy says of a server in the <c>status</c> column of <c>show stat</c>, without progress and detail.</summary>
public enum ServerOperationalState
{
    /// <summary>A wording this version of the dashboard does not know. Never healthy.</summary>
    Unknown,
    Up,
    Down,

    /// <summary>Alive, but refuses new sessions (a 404 under <c>http-check disable-on-404</c>).</summary>
    NoLb,
    Drain,
    Maint,

    /// <summary>No check is configured: HAProxy sends traffic and knows nothing.</summary>
    NoCheck,
}

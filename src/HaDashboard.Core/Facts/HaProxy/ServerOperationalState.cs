namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The state of a server in the <c>status</c> column of <c>show stat</c>, without progress and detail.</summary>
public enum ServerOperationalState
{
    /// <summary>A status that this version of the dashboard does not know. It never counts as healthy.</summary>
    Unknown,
    Up,
    Down,

    /// <summary>The server runs, but refuses new sessions (a 404 with <c>http-check disable-on-404</c>).</summary>
    NoLb,
    Drain,
    Maint,

    /// <summary>No check is configured: HAProxy sends traffic without knowing the server's state.</summary>
    NoCheck,
}

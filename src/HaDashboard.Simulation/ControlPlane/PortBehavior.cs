namespace HaDashboard.Simulation.ControlPlane;

/// <summary>How a simulated port behaves for a client that connects.</summary>
internal enum PortBehavior
{
    Responds,

    /// <summary>It accepts the connection and sends nothing.</summary>
    Hangs,

    /// <summary>It accepts the connection and resets it.</summary>
    Resets,

    /// <summary>No process listens.</summary>
    Closed,
}

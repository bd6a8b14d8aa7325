namespace HaDashboard.Simulation.HaProxy;

/// <summary>The result of a TCP connect.</summary>
public enum Reachability
{
    /// <summary>The connection is accepted. The server may still not respond: a hung apiserver accepts connections too.</summary>
    Accepting,

    /// <summary>The port is closed: the host responds with RST.</summary>
    Refusing,

    /// <summary>The host does not respond: packets are dropped.</summary>
    Dropping,
}

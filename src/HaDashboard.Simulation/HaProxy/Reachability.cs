namespace HaDashboard.Simulation;

/// <summary>What a TCP connect sees.</summary>
public enum Reachability
{
    /// <summary>The connection is accepted. Nothing is said about an answer: a hung apiserver accepts too.</summary>
    Accepting,

    /// <summary>RST: the port is closed.</summary>
    Refusing,

    /// <summary>No packet comes back.</summary>
    Dropping,
}

namespace HaDashboard.Simulation;

/// <summary>What somebody meets who connects to a port.</summary>
internal enum PortStanding
{
    Answers,

    /// <summary>It accepts and says nothing.</summary>
    Silent,

    /// <summary>It accepts and resets.</summary>
    Resets,

    /// <summary>Nobody listens.</summary>
    Closed,
}

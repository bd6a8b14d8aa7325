namespace HaDashboard.Simulation;

/// <summary>A node with its insides, as faults need it.</summary>
internal sealed record SimulatedClusterNode(
    SimulatedNode Facts,
    SimulatedHaProxy Proxy,
    NodeConfiguration Configuration
)
{
    public string Name => Facts.Name;

    public string Address => Facts.Address;

    public bool IsMaster => Facts.IsMaster;

    public string? ServerName => Facts.ServerName;
}

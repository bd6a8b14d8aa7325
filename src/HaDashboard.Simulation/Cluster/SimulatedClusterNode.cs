using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.Cluster;

/// <summary>A node with the parts that faults change.</summary>
internal sealed record SimulatedClusterNode(
    SimulatedNode Facts,
    SimulatedHaProxy Proxy,
    SimulatedConfigurationFile Configuration
)
{
    public string Name => Facts.Name;

    public string Address => Facts.Address;

    public bool IsMaster => Facts.IsMaster;

    public string? ServerName => Facts.ServerName;
}

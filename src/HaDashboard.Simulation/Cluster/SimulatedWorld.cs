using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.Cluster;

/// <summary>The active faults, except those of the network. All simulated parts read it, and only faults change it.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(TimeProvider time)
    {
        Time = time;
        HungApiServers = new(Network.Gate);
        LostNodes = new(Network.Gate);
        NotReadyKubelets = new(Network.Gate);
        Crashes = new(Network.Gate);
        UnreachableSockets = new(Network.Gate);
        ApiOutages = new(Network.Gate);
        StoppedProxies = new(Network.Gate);
        StoppedKubelets = new(Network.Gate);
    }

    public TimeProvider Time { get; }

    public SimulatedNetwork Network { get; } = new();

    /// <summary>Addresses of apiservers that accept connections but do not respond.</summary>
    public CountedSet<string> HungApiServers { get; }

    /// <summary>Nodes without network.</summary>
    public CountedSet<string> LostNodes { get; }

    /// <summary>Nodes whose kubelet reports NotReady.</summary>
    public CountedSet<string> NotReadyKubelets { get; }

    /// <summary>Containers that exit as soon as they start, as component and node.</summary>
    public CountedSet<(string Component, string Node)> Crashes { get; }

    /// <summary>Nodes whose admin socket accepts connections but does not respond.</summary>
    public CountedSet<string> UnreachableSockets { get; }

    /// <summary>Contains "api" while every request to the API fails.</summary>
    public CountedSet<string> ApiOutages { get; }

    /// <summary>Nodes whose HAProxy was stopped.</summary>
    public CountedSet<string> StoppedProxies { get; }

    /// <summary>Nodes whose kubelet was stopped.</summary>
    public CountedSet<string> StoppedKubelets { get; }

    public DateTimeOffset Now => Time.GetUtcNow();
}

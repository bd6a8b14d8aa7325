namespace HaDashboard.Simulation;

/// <summary>What is broken in the world, apart from the network: every reader asks here, only faults write.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(TimeProvider time)
    {
        Time = time;
        HungApiServers = new(Network.Gate);
        LostNodes = new(Network.Gate);
        SickKubelets = new(Network.Gate);
        Crashes = new(Network.Gate);
        UnreachableSockets = new(Network.Gate);
        ApiOutages = new(Network.Gate);
        StoppedProxies = new(Network.Gate);
        StoppedKubelets = new(Network.Gate);
    }

    public TimeProvider Time { get; }

    public SimulatedNetwork Network { get; } = new();

    /// <summary>Addresses of apiservers that accept and do not answer.</summary>
    public CountedSet<string> HungApiServers { get; }

    /// <summary>Nodes without a network.</summary>
    public CountedSet<string> LostNodes { get; }

    /// <summary>Nodes whose kubelet reports NotReady.</summary>
    public CountedSet<string> SickKubelets { get; }

    /// <summary>Containers that exit as soon as they start, as component and node.</summary>
    public CountedSet<(string Component, string Node)> Crashes { get; }

    /// <summary>Nodes whose admin socket accepts and says nothing.</summary>
    public CountedSet<string> UnreachableSockets { get; }

    /// <summary>Holds "api" while every call to the API fails.</summary>
    public CountedSet<string> ApiOutages { get; }

    /// <summary>Nodes whose HAProxy somebody stopped.</summary>
    public CountedSet<string> StoppedProxies { get; }

    /// <summary>Nodes whose kubelet somebody stopped.</summary>
    public CountedSet<string> StoppedKubelets { get; }

    public DateTimeOffset Now => Time.GetUtcNow();
}

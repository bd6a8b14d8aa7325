namespace HaDashboard.Simulation;

/// <summary>What the parts of the control plane do, given what is broken in the world.</summary>
internal sealed class ControlPlaneState(
    SimulatedWorld world,
    IReadOnlyList<SimulatedClusterNode> nodes,
    EtcdEnsemble etcd
)
{
    /// <summary>The dashboard cannot reach the node, whatever runs there.</summary>
    public bool IsUnreachable(SimulatedClusterNode node) =>
        world.UnreachableSockets.Contains(node.Name) || world.LostNodes.Contains(node.Name);

    public PortStanding Etcd(SimulatedClusterNode master) =>
        OnReachable(master, () => etcd.Runs(master) ? PortStanding.Answers : PortStanding.Closed);

    public PortStanding ApiServer(SimulatedClusterNode master) => OnReachable(master, () => ApiServerItself(master));

    public PortStanding Component(SimulatedClusterNode master, string component) =>
        OnReachable(master, () =>
            world.Crashes.Contains((component, master.Name)) ? PortStanding.Closed : PortStanding.Answers
        );

    /// <summary>Port 5443: whether the node's own HAProxy listens.</summary>
    public PortStanding LocalEndpoint(SimulatedClusterNode node) =>
        OnReachable(node, () => node.Proxy.Running ? PortStanding.Answers : PortStanding.Closed);

    /// <summary>Where HAProxy sends one connection, and what it meets there. Its servers may all be down: then it accepts and closes.</summary>
    public (SimulatedClusterNode? Master, PortStanding Standing) Balance(SimulatedClusterNode node)
    {
        if (
            node.Proxy.NextServer("api-backend") is not { } address
            || nodes.FirstOrDefault(n => n.Address == address) is not { } master
        )
        {
            return (null, PortStanding.Resets);
        }

        var seen = world.Network.Probe(node.Name, address);
        return (
            master,
            seen is Reachability.Dropping || world.LostNodes.Contains(master.Name) ? PortStanding.Silent
            : seen is Reachability.Refusing ? PortStanding.Resets
            : ApiServerItself(master) is PortStanding.Closed ? PortStanding.Resets
            : ApiServerItself(master)
        );
    }

    /// <summary>An apiserver whose etcd does not answer can't serve, though it listens.</summary>
    public bool HasEtcd(SimulatedClusterNode master) => etcd.HasQuorum(master);

    private PortStanding OnReachable(SimulatedClusterNode node, Func<PortStanding> standing) =>
        IsUnreachable(node) ? PortStanding.Silent : standing();

    private PortStanding ApiServerItself(SimulatedClusterNode master) =>
        world.Crashes.Contains(("kube-apiserver", master.Name)) ? PortStanding.Closed
        : world.ApiOutages.Contains("api") ? PortStanding.Resets
        : world.HungApiServers.Contains(master.Address) ? PortStanding.Silent
        : PortStanding.Answers;
}

using HaDashboard.Simulation.Cluster;
using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>Computes how the components of the control plane behave, from the faults of the simulated world.</summary>
internal sealed class ControlPlaneState(
    SimulatedWorld world,
    IReadOnlyList<SimulatedClusterNode> nodes,
    SimulatedEtcd etcd
)
{
    /// <summary>True if the dashboard cannot reach the node, whatever runs on it.</summary>
    public bool IsUnreachable(SimulatedClusterNode node) =>
        world.UnreachableSockets.Contains(node.Name) || world.LostNodes.Contains(node.Name);

    public PortBehavior Etcd(SimulatedClusterNode master) =>
        OnReachable(master, () => etcd.Runs(master) ? PortBehavior.Responds : PortBehavior.Closed);

    public PortBehavior ApiServer(SimulatedClusterNode master) => OnReachable(master, () => ApiServerItself(master));

    public PortBehavior Component(SimulatedClusterNode master, string component) =>
        OnReachable(master, () =>
            world.Crashes.Contains((component, master.Name)) ? PortBehavior.Closed : PortBehavior.Responds
        );

    /// <summary>The behaviour of port 5443 of the node, on which its own HAProxy listens.</summary>
    public PortBehavior LocalEndpoint(SimulatedClusterNode node) =>
        OnReachable(node, () => node.Proxy.Running ? PortBehavior.Responds : PortBehavior.Closed);

    /// <summary>
    /// The master to which HAProxy sends one connection, and how it behaves. If all servers are down, HAProxy accepts the connection and
    /// closes it.
    /// </summary>
    public (SimulatedClusterNode? Master, PortBehavior Behavior) Balance(SimulatedClusterNode node)
    {
        if (
            node.Proxy.NextServer("api-backend") is not { } address
            || nodes.FirstOrDefault(n => n.Address == address) is not { } master
        )
        {
            return (null, PortBehavior.Resets);
        }

        var seen = world.Network.Probe(node.Name, address);
        return (
            master,
            seen is Reachability.Dropping || world.LostNodes.Contains(master.Name) ? PortBehavior.Hangs
            : seen is Reachability.Refusing ? PortBehavior.Resets
            : ApiServerItself(master) is PortBehavior.Closed ? PortBehavior.Resets
            : ApiServerItself(master)
        );
    }

    /// <summary>True if etcd has quorum for this master. Without it, the apiserver listens but cannot serve.</summary>
    public bool HasEtcd(SimulatedClusterNode master) => etcd.HasQuorum(master);

    private PortBehavior OnReachable(SimulatedClusterNode node, Func<PortBehavior> behavior) =>
        IsUnreachable(node) ? PortBehavior.Hangs : behavior();

    private PortBehavior ApiServerItself(SimulatedClusterNode master) =>
        world.Crashes.Contains(("kube-apiserver", master.Name)) ? PortBehavior.Closed
        : world.ApiOutages.Contains("api") ? PortBehavior.Resets
        : world.HungApiServers.Contains(master.Address) ? PortBehavior.Hangs
        : PortBehavior.Responds;
}

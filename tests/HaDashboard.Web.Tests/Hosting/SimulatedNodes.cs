using HaDashboard.Simulation.Cluster;


namespace HaDashboard.Web.Tests.Hosting;

/// <summary>Configuration keys for the nodes of a simulated cluster.</summary>
internal static class SimulatedNodes
{
    /// <summary>The simulated nodes, configured as a person would configure real ones.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(SimulatedCluster cluster) =>
        cluster
            .Nodes.SelectMany(
                (node, i) =>
                    new Dictionary<string, string>
                    {
                        [$"HaDashboard:Nodes:{i}:Name"] = node.Name,
                        [$"HaDashboard:Nodes:{i}:Role"] = node.IsMaster ? "Master" : "Worker",
                        [$"HaDashboard:Nodes:{i}:Address"] = node.Address,
                        [$"HaDashboard:Nodes:{i}:Transport"] = "UnixSocket",
                        [$"HaDashboard:Nodes:{i}:HaProxy:Socket"] = node.SocketPath,
                        [$"HaDashboard:Nodes:{i}:HaProxy:CheckCommand"] = node.CheckCommand,
                        [$"HaDashboard:Nodes:{i}:HaProxy:ReloadCommand"] = node.ReloadCommand,
                    }
            )
            // All nodes share this machine's loopback, where no control-plane component listens.
            .Append(new("HaDashboard:ControlPlane:Enabled", "false"));
}

using HaDashboard.Adapters.Audit;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.NodeLogs;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Configuration;
using HaDashboard.Core;
using HaDashboard.Starting;

namespace HaDashboard.Clusters;

/// <summary>The parts of one watched cluster, in the order in which they build on each other.</summary>
internal static class ClusterComposition
{
    internal static void AddClusterParts(this IServiceCollection cluster, DashboardSettings settings) =>
        cluster
            .AddClusterState(settings.ToInventory())
            .AddNodes(settings.NodeOptions())
            .AddHaProxy(settings.HaProxyNodeOptions(), settings.PollingOptions())
            .AddNodeLogs(settings.NodeLogOptions())
            .AddKubernetes(settings.KubernetesOptions(), settings.Polling.Timeout)
            .AddControlPlane(settings.ControlPlaneOptions())
            .AddReloadArchive(settings.Audit.File)
            .AddCommandGate(settings.Access.ReadOnly);
}

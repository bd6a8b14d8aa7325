using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Tests.Setup;

/// <summary>What a set-up finds, for tests.</summary>
internal static class Found
{
    internal const string Socket = "/run/haproxy/admin.sock";
    internal const string File = "/etc/haproxy/haproxy.cfg";

    internal static DiscoveredCluster Cluster(
        string? endpoint,
        IEnumerable<DiscoveredMachine> machines,
        string? name = "prod",
        string? server = null
    )
    {
        ImmutableArray<DiscoveredMachine> all = [.. machines];
        return new DiscoveredCluster(
            name,
            "/etc/hadashboard/kubeconfig",
            null,
            server is null ? null : new Uri(server),
            Kubernetes(endpoint, all),
            new SetupAccount("hadashboard", 22, "/etc/hadashboard/id_ed25519", "/etc/hadashboard/known_hosts"),
            all,
            A.Noon
        );
    }

    /// <param name="endpoint">kubeadm's controlPlaneEndpoint; null: kubeadm-config is not readable.</param>
    private static KubernetesState Kubernetes(string? endpoint, ImmutableArray<DiscoveredMachine> machines)
    {
        var nodes = machines
            .Where(machine => machine.Role is not NodeRole.LoadBalancer)
            .Select(machine =>
                A.Node(machine.Name.Value, ip: machine.Address) with
                {
                    IsMaster = machine.Role is NodeRole.Master,
                }
            );
        Observation[] observations =
        [
            SourceCatalogue.KubernetesNodes.Listed([.. nodes], A.Noon),
            SourceCatalogue.KubernetesPods.Listed([], A.Noon),
            .. endpoint is null
                ? (Observation[])[]
                : [SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, []), A.Noon)],
        ];
        return observations.Aggregate(ClusterSnapshot.For(ClusterInventory.Empty), SnapshotReducer.Apply).Kubernetes;
    }

    internal static DiscoveredMachine Machine(
        string name,
        string address,
        NodeRole role,
        params DiscoveredHaProxy[] haProxies
    ) =>
        new(A.Name(name), role, address)
        {
            Presence = haProxies.Length == 0 ? HaProxyPresence.Absent : HaProxyPresence.Running,
            HaProxies = [.. haProxies],
            MayReload = true,
        };

    internal static DiscoveredHaProxy HaProxy(params Server[] servers) =>
        new([File], null)
        {
            Socket = Socket,
            Reading = A.Reading(servers),
            Configuration = ConfigurationFile.Of("global\n stats socket /run/haproxy/admin.sock level admin\n", false),
        };

    internal static Server[] Masters(params string[] addresses) =>
        [.. addresses.Select((address, i) => A.Server($"s{i + 1}", address: address, proxy: "kube"))];
}

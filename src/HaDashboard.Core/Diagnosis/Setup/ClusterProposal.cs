using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>
/// The configuration that follows from what the set-up found: only what differs from the defaults, and how each value is known.
/// </summary>
public sealed class ClusterProposal
{
    private const string KubeadmDefaultName = "kubernetes";

    private ClusterProposal(DiscoveredCluster cluster)
    {
        Cluster = cluster;
        var chosen = cluster.Machines.ToDictionary(machine => machine.Name, machine => Choose(cluster, machine));
        var diagnosis = Diagnose(cluster, chosen);
        Snapshot = diagnosis.Snapshot;
        Shared = SharedHaProxy.Of([.. chosen.Values.OfType<DiscoveredHaProxy>()]);
        Nodes =
        [
            .. cluster.Machines.Select(machine => new ProposedNode(
                machine,
                chosen[machine.Name],
                machine.Presence is not HaProxyPresence.Absent || machine.Role is NodeRole.LoadBalancer,
                MachineNotes.Of(machine, chosen[machine.Name], diagnosis)
            )),
        ];
        Endpoint = ProposedEndpoint.Of(diagnosis, cluster.Server);
        (Name, NameNote) = NameOf(cluster);
    }

    /// <summary>In the order of the machines.</summary>
    public ImmutableArray<ProposedNode> Nodes { get; }

    /// <summary>Every comment of the document, in its order.</summary>
    public IEnumerable<SetupNote> Notes => [NameNote, .. Nodes.SelectMany(node => node.Notes), .. Endpoint.Notes];

    /// <summary>The document: JSON with comments, as ASP.NET Core reads it.</summary>
    public string Document => ProposalDocument.Write(this);

    internal DiscoveredCluster Cluster { get; }

    internal string Name { get; }

    internal SetupNote NameNote { get; }

    internal SharedHaProxy Shared { get; }

    internal ProposedEndpoint Endpoint { get; }

    internal ClusterSnapshot Snapshot { get; }

    public static ClusterProposal Of(DiscoveredCluster cluster) => new(cluster);

    /// <summary>
    /// The addresses of the machines that hold the endpoint must be asked for if it is an address of no node: it is virtual, or a load
    /// balancer's.
    /// </summary>
    /// <returns>The host of the endpoint; null if nothing must be asked.</returns>
    public static string? UnknownHolderOf(DiscoveredCluster cluster) =>
        ProposedEndpoint.SharedBy(cluster.Kubernetes, cluster.Server) is { } endpoint
        && HostPort.Of(endpoint) is { IsLoopback: false, Host: var host }
        && !cluster.Machines.Any(machine => AddressesOf(machine, cluster).Contains(host, StringComparer.Ordinal))
            ? host
            : null;

    private static IEnumerable<string> AddressesOf(DiscoveredMachine machine, DiscoveredCluster cluster) =>
        machine
            .Addresses.Append(machine.Address)
            .Append(machine.Name.Value)
            .Concat(cluster.Kubernetes.HostsOf(machine.Name))
            .Select(HostPort.Canonical);

    // Of several HAProxys on a machine, the one to watch is the one that lists the masters. A backend that is only named like an API
    // backend says less: another HAProxy can have the same name.
    private static DiscoveredHaProxy? Choose(DiscoveredCluster cluster, DiscoveredMachine machine) =>
        machine.HaProxies.Length < 2
            ? machine.HaProxies.FirstOrDefault()
            : machine.HaProxies.MaxBy(one => EvidenceOf(cluster, machine, one));

    private static (int Masters, bool HasApiBackend, bool Read) EvidenceOf(
        DiscoveredCluster cluster,
        DiscoveredMachine machine,
        DiscoveredHaProxy one
    )
    {
        var map = Diagnose(cluster, new Dictionary<NodeName, DiscoveredHaProxy?> { [machine.Name] = one }).Map;
        var masters = map.LinesOf(machine.Name).Select(line => line.Master).OfType<NodeName>().Distinct().Count();
        return (masters, !map.BackendsOf(machine.Name).IsEmpty, one.Reading is not null);
    }

    private static ClusterDiagnosis Diagnose(
        DiscoveredCluster cluster,
        IReadOnlyDictionary<NodeName, DiscoveredHaProxy?> chosen
    )
    {
        var inventory = new ClusterInventory(
            "",
            [
                .. cluster.Machines.Select(machine => new InventoryNode(machine.Name, machine.Role, machine.Address)
                {
                    Addresses = machine.Addresses,
                    HasHaProxy = machine.Presence is not HaProxyPresence.Absent,
                }),
            ],
            ApiBackend: null,
            TimeSpan.FromMinutes(1)
        );
        var snapshot = ClusterSnapshot.For(inventory) with { Kubernetes = cluster.Kubernetes };
        return ClusterDiagnosis.Of(
            chosen
                .SelectMany(pair => ReadingsOf(pair.Key, pair.Value, cluster.At))
                .Aggregate(snapshot, SnapshotReducer.Apply)
        );
    }

    private static IEnumerable<Observation> ReadingsOf(NodeName node, DiscoveredHaProxy? found, DateTimeOffset at)
    {
        if (found?.Reading is { } reading)
        {
            yield return SourceCatalogue.HaProxy.Observed(node, reading, at);
        }

        if (found?.Configuration is { } file)
        {
            yield return SourceCatalogue.HaProxyConfiguration.Observed(node, NodeConfiguration.Read(file), at);
        }
    }

    // kubeadm names every cluster "kubernetes" by default, so that name does not identify one.
    private static (string Name, SetupNote Note) NameOf(DiscoveredCluster cluster) =>
        cluster.Name is { Length: > 0 } name && !name.Equals(KubeadmDefaultName, StringComparison.Ordinal)
            ? (name, SetupNote.Found(SetupTexts.NameOfKubeconfig))
            : (KubeadmDefaultName, SetupNote.Assumed(SetupTexts.NameUnknown));
}

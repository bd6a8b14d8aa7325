using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// Which hosts stand for which master: a master is a machine, not a name of a server. What is configured counts first, then what the API,
/// the machine itself, DNS and the apiserver's certificate say. A host that two masters claim stands for none, and neither does a virtual
/// address, which moves.
/// </summary>
internal sealed class MasterAddresses
{
    private readonly ImmutableArray<object?> _key;
    private readonly Dictionary<string, NodeName?> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<NodeName> _withIp = [];
    private readonly Dictionary<NodeName, int> _ports;

    private MasterAddresses(ClusterSnapshot snapshot, ImmutableArray<object?> key)
    {
        _key = key;
        var shared = ApiEndpoints.Of(snapshot).Shared is { } address ? HostPort.Of(address).Host : null;
        ImmutableArray<NodeState> masters = [.. snapshot.Nodes.Where(node => node.IsMaster)];
        _ports = masters.ToDictionary(node => node.Name, node => PortOf(snapshot, node));
        Add(masters, node => node.Config.Hosts, except: null);
        // An endpoint may be the first master's own address: then the API has it for that node.
        Add(masters, node => OfApi(snapshot.Kubernetes.Node(node.Name)), except: null);
        Add(masters, node => node.ResolvedAddresses.Value?.All ?? [], except: null);
        Add(masters, node => node.Addresses.Value?.All ?? [], shared);
        Add(masters, OfCertificate, shared);
    }

    /// <param name="previous">Kept where no fact that it is made of has changed.</param>
    internal static MasterAddresses Of(ClusterSnapshot snapshot, MasterAddresses? previous)
    {
        var key = KeyOf(snapshot);
        return previous is not null && previous._key.SequenceEqual(key, ReferenceEqualityComparer.Instance)
            ? previous
            : new MasterAddresses(snapshot, key);
    }

    /// <returns>null for a host that is no master's, or that several have.</returns>
    internal NodeName? Find(string host) => _hosts.GetValueOrDefault(host);

    /// <summary>An IP address of the master is known, so that another address is not this master.</summary>
    internal bool HasIp(NodeName master) => _withIp.Contains(master);

    /// <summary>The port of the master's apiserver: as configured, else as its pod or kubeadm says, else the default.</summary>
    internal int PortOf(NodeName master) => _ports.GetValueOrDefault(master, InventoryNode.DefaultApiServerPort);

    private static ImmutableArray<object?> KeyOf(ClusterSnapshot snapshot) =>
        [
            snapshot.Inventory,
            snapshot.Kubernetes.Nodes.Value,
            snapshot.Kubernetes.Kubeadm.Value,
            .. snapshot
                .Nodes.Where(node => node.IsMaster)
                .SelectMany(node =>
                    new object?[]
                    {
                        node.Addresses.Value,
                        node.ResolvedAddresses.Value,
                        node.Certificates.Value,
                        FlagsOf(snapshot, node),
                    }
                ),
        ];

    private static IEnumerable<string> OfApi(Node? node) =>
        node is null
            ? []
            : node
                .Addresses.Select(address => address.Address)
                .Concat(new[] { node.InternalIp, node.ExternalIp }.OfType<string>());

    // kubeadm writes a master's own name and address into its apiserver's certificate.
    private static IEnumerable<string> OfCertificate(NodeState node) =>
        node.Certificates.Value?.Of(ControlPlaneComponent.ApiServer.Id())?.Names ?? [];

    private static ImmutableSortedDictionary<string, string>? FlagsOf(ClusterSnapshot snapshot, NodeState master) =>
        snapshot.Kubernetes.ComponentPod(master.Name, ControlPlaneComponent.ApiServer)?.Flags;

    private static int PortOf(ClusterSnapshot snapshot, NodeState master) =>
        master.Config.ApiServerPort
        ?? (
            int.TryParse(
                FlagsOf(snapshot, master)?.GetValueOrDefault("secure-port"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var port
            )
                ? port
                : (int?)null
        )
        ?? snapshot.Kubernetes.Kubeadm.Value?.ApiServerBindPort
        ?? InventoryNode.DefaultApiServerPort;

    // Later kinds of knowledge do not overrule earlier ones. Within a kind, a host that two masters have is of neither.
    private void Add(ImmutableArray<NodeState> masters, Func<NodeState, IEnumerable<string>> hostsOf, string? except)
    {
        var found = new Dictionary<string, NodeName?>(StringComparer.Ordinal);
        foreach (var master in masters)
        {
            foreach (var host in hostsOf(master).Select(HostPort.Canonical).Distinct(StringComparer.Ordinal))
            {
                if (!host.Equals(except, StringComparison.Ordinal) && !new HostPort(host, null).IsLoopback)
                {
                    found[host] = found.ContainsKey(host) ? null : master.Name;
                }
            }
        }

        foreach (var (host, master) in found)
        {
            if (_hosts.TryAdd(host, master) && master is not null && new HostPort(host, null).IsIp)
            {
                _withIp.Add(master);
            }
        }
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>
/// Which proxies of each HAProxy belong to the control plane, and which master each of their servers leads to. A server is matched by
/// address and port; its name is only a label. Proxies of anything else are shown and judge nothing.
/// </summary>
public sealed class ControlPlaneMap
{
    /// <summary>The article's name: the last resort where HAProxy shows no addresses and nothing is configured.</summary>
    private const string ConventionalName = "api-backend";

    private static readonly NodeMap Nothing = new([], []);

    private readonly Dictionary<NodeName, NodeMap> _nodes;

    private ControlPlaneMap(Dictionary<NodeName, NodeMap> nodes)
    {
        _nodes = nodes;
        BackendNames =
        [
            .. nodes
                .Values.SelectMany(node => node.Backends)
                .Select(proxy => proxy.Name.Value)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The names of the API backends, on whatever node, in the order of the nodes.</summary>
    public ImmutableArray<string> BackendNames { get; }

    /// <summary>The API backends that the node's HAProxy has, by its last answer.</summary>
    public ImmutableArray<Proxy> BackendsOf(NodeName node) => OfNode(node).Backends;

    /// <summary>The servers of the node's API backends, in the order of the configuration.</summary>
    public ImmutableArray<ApiServerLine> LinesOf(NodeName node) => OfNode(node).Lines;

    public bool IsApiBackend(NodeName node, string proxy) =>
        OfNode(node).Backends.Any(backend => backend.Name.Value.Equals(proxy, StringComparison.Ordinal));

    /// <summary>The server is of an API backend, on whatever node.</summary>
    public bool IsApiBackend(string proxy) => BackendNames.Contains(proxy, StringComparer.Ordinal);

    /// <returns>null for a server of another proxy, or one that the node does not list.</returns>
    public ApiServerLine? LineOf(NodeName node, string proxy, string server) =>
        OfNode(node)
            .Lines.FirstOrDefault(line =>
                line.Server.Proxy.Value.Equals(proxy, StringComparison.Ordinal)
                && line.Server.Name.Value.Equals(server, StringComparison.Ordinal)
            );

    internal static ControlPlaneMap Of(
        ClusterSnapshot snapshot,
        MasterAddresses masters,
        Func<NodeState, NodeServers> serversOf
    )
    {
        var servers = snapshot.Nodes.ToDictionary(node => node.Name, serversOf);
        var backends = ApiBackends(snapshot, servers);
        var lines = new Lines(snapshot, masters, backends);
        return new ControlPlaneMap(
            backends.ToDictionary(
                pair => pair.Key,
                pair => new NodeMap([.. pair.Value.Select(proxy => proxy.Proxy)], lines.Of(pair.Value))
            )
        );
    }

    private NodeMap OfNode(NodeName node) => _nodes.GetValueOrDefault(node) ?? Nothing;

    private static Dictionary<NodeName, ImmutableArray<AddressedProxy>> ApiBackends(
        ClusterSnapshot snapshot,
        Dictionary<NodeName, NodeServers> servers
    )
    {
        var pinned = snapshot.Inventory.ApiBackend;
        var found = servers.ToDictionary(pair => pair.Key, pair => Recognised(pair.Value, pinned));
        if (pinned is null)
        {
            AddByName(snapshot, servers, found);
        }

        return found;
    }

    private static ImmutableArray<AddressedProxy> Recognised(NodeServers node, string? pinned)
    {
        if (pinned is not null)
        {
            return Named(node, [pinned]);
        }

        ImmutableArray<AddressedProxy> byAddress = [.. node.Proxies.Where(proxy => proxy.HasApiServer)];
        if (!byAddress.IsEmpty)
        {
            return byAddress;
        }

        // An apiserver on a port that nothing names: then it is the one proxy that leads to masters and to nobody else.
        ImmutableArray<AddressedProxy> byMachine = [.. node.Proxies.Where(proxy => proxy.LeadsToMastersOnly)];
        return byMachine.Length == 1 ? byMachine : [];
    }

    // A node whose HAProxy hides addresses: what is an API backend elsewhere is one here, and where none is known, names decide.
    private static void AddByName(
        ClusterSnapshot snapshot,
        Dictionary<NodeName, NodeServers> servers,
        Dictionary<NodeName, ImmutableArray<AddressedProxy>> found
    )
    {
        ImmutableArray<string> names =
        [
            .. found
                .Values.SelectMany(proxies => proxies)
                .Select(proxy => proxy.Proxy.Name.Value)
                .Distinct(StringComparer.Ordinal),
        ];
        foreach (var (node, proxies) in servers.Where(pair => found[pair.Key].IsEmpty))
        {
            found[node] = names.IsEmpty ? ByServerNames(snapshot, proxies) : Named(proxies, names);
        }
    }

    private static ImmutableArray<AddressedProxy> ByServerNames(ClusterSnapshot snapshot, NodeServers node)
    {
        ImmutableArray<AddressedProxy> byServers =
        [
            .. node.Proxies.Where(proxy =>
                proxy.Servers.Any(server =>
                    server.Address is null && snapshot.Node(server.Server.Name.Value) is { IsMaster: true }
                )
            ),
        ];
        return byServers.IsEmpty ? Named(node, [ConventionalName]) : byServers;
    }

    private static ImmutableArray<AddressedProxy> Named(NodeServers node, ImmutableArray<string> names) =>
        [.. node.Proxies.Where(proxy => names.Contains(proxy.Proxy.Name.Value, StringComparer.Ordinal))];

    private sealed record NodeMap(ImmutableArray<Proxy> Backends, ImmutableArray<ApiServerLine> Lines);

    /// <summary>Decides what each server of the API backends leads to.</summary>
    private sealed class Lines
    {
        private readonly ClusterSnapshot _snapshot;
        private readonly ImmutableArray<NodeName> _masters;
        private readonly HashSet<NodeName> _matched;
        private readonly bool _othersAreStrangers;

        internal Lines(
            ClusterSnapshot snapshot,
            MasterAddresses masters,
            Dictionary<NodeName, ImmutableArray<AddressedProxy>> backends
        )
        {
            _snapshot = snapshot;
            _masters = [.. snapshot.Nodes.Where(node => node.IsMaster).Select(node => node.Name)];
            ImmutableArray<AddressedServer> matched =
            [
                .. backends
                    .Values.SelectMany(all => all)
                    .SelectMany(proxy => proxy.Servers)
                    .Where(s => s.Master is not null),
            ];
            _matched = [.. matched.Select(server => server.Master!)];
            // Where one master is found by its address, the addresses here are those of the inventory: then another one is not the master
            // that is missing, whose address is known as well.
            var isSameNetwork = matched.Any(server => server.Address is { IsLoopback: false });
            _othersAreStrangers =
                !_masters.IsEmpty
                && _masters.All(name => _matched.Contains(name) || (isSameNetwork && masters.HasIp(name)));
        }

        internal ImmutableArray<ApiServerLine> Of(ImmutableArray<AddressedProxy> backends) =>
            [.. backends.SelectMany(Of)];

        private IEnumerable<ApiServerLine> Of(AddressedProxy proxy)
        {
            var here = proxy.Servers.Select(server => server.Master ?? ByName(server)).OfType<NodeName>().ToHashSet();
            var open = _masters.Count(master => !here.Contains(master));
            foreach (var server in proxy.Servers)
            {
                var master = server.Master ?? ByName(server);
                var target =
                    master is not null ? LineTarget.Master
                    : server.Address is not null
                        ? _othersAreStrangers ? LineTarget.Stranger
                            : LineTarget.Unidentified
                    : IsUnresolved(server.Server)
                        ? open-- > 0 ? LineTarget.Unidentified
                            : LineTarget.SpareSlot
                    : !_masters.IsEmpty && _masters.All(here.Contains) ? LineTarget.Stranger
                    : LineTarget.Unidentified;
                yield return new ApiServerLine(server.Server, target, master, server.Address);
            }
        }

        // A name is believed where no address says otherwise: it is unknown, or no known address is this master's.
        private NodeName? ByName(AddressedServer server) =>
            _snapshot.Node(server.Server.Name.Value) is { IsMaster: true } node
            && (server.Address is null || (!_matched.Contains(node.Name) && !_othersAreStrangers))
                ? node.Name
                : null;

        private static bool IsUnresolved(Server server) =>
            server.Status is { State: ServerOperationalState.Maint, Detail: "resolution" };
    }
}

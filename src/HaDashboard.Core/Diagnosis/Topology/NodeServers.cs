using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>A server of one node's HAProxy, and the master's machine that its address is of.</summary>
/// <param name="Address">From <c>show stat</c>, else <c>show servers state</c>, else the file; null where none of them has it.</param>
/// <param name="Master">null where the address is unknown or no master's.</param>
/// <param name="IsApiServer">It is a master's machine and the port of that master's apiserver.</param>
internal sealed record AddressedServer(Server Server, HostPort? Address, NodeName? Master, bool IsApiServer);

/// <summary>A proxy with servers, and where they are.</summary>
internal sealed record AddressedProxy(Proxy Proxy, ImmutableArray<AddressedServer> Servers)
{
    /// <summary>At least one of its servers is an apiserver by address and port.</summary>
    internal bool HasApiServer => Servers.Any(server => server.IsApiServer);

    /// <summary>Every server with a known address is a master's machine, whatever its port.</summary>
    internal bool LeadsToMastersOnly =>
        Servers.Any(server => server.Master is not null)
        && Servers.All(server => server.Address is null || server.Master is not null);
}

/// <summary>Where the servers of one node's HAProxy are. Worked out of the node's own facts and of the masters' addresses.</summary>
internal sealed class NodeServers
{
    private static readonly NodeServers None = new([]);

    private NodeServers(ImmutableArray<AddressedProxy> proxies) => Proxies = proxies;

    internal ImmutableArray<AddressedProxy> Proxies { get; }

    internal static NodeServers Of(NodeState node, ParsedConfiguration? file, MasterAddresses masters) =>
        node.HaProxy.Value is not { } reading
            ? None
            : new NodeServers([
                .. reading
                    .Proxies.Where(proxy => proxy.Backend is not null)
                    .Select(proxy => new AddressedProxy(
                        proxy,
                        [.. proxy.Servers.Select(server => Addressed(node, file, masters, server))]
                    )),
            ]);

    private static AddressedServer Addressed(
        NodeState node,
        ParsedConfiguration? file,
        MasterAddresses masters,
        Server server
    )
    {
        var address = HostPort.Parse(server.Address)
            ?? HostPort.Parse(OfSettings(node, server))
            ?? HostPort.Parse(file?.AddressOf(server.Proxy.Value, server.Name.Value));
        var master = address is { } known ? MasterAt(node, masters, known) : null;
        return new AddressedServer(
            server,
            address,
            master,
            master is not null && address?.Port == masters.PortOf(master)
        );
    }

    // A loopback address with the port of its apiserver is the node's own machine; with another port it may lead anywhere.
    private static NodeName? MasterAt(NodeState node, MasterAddresses masters, HostPort address) =>
        !address.IsLoopback ? masters.Find(address.Host)
        : node.IsMaster && address.Port == masters.PortOf(node.Name) ? node.Name
        : null;

    private static string? OfSettings(NodeState node, Server server) =>
        node
            .Settings.Value?.Servers.FirstOrDefault(other => other.Proxy == server.Proxy && other.Server == server.Name)
            ?.Address;
}

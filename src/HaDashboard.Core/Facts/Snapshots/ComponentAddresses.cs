using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>
/// The addresses at which the components of a master may listen, the most certain first. The flags are those of the last known pods: they
/// are needed most when the API no longer responds.
/// </summary>
public static class ComponentAddresses
{
    private const string V4 = "127.0.0.1";
    private const string V6 = "::1";
    private const int EtcdClientPort = 2379;
    private const int EtcdMetricsPort = 2381;

    /// <summary>The addresses of a component; for etcd those of its metrics.</summary>
    public static ImmutableArray<ComponentAddress> Of(
        ClusterSnapshot snapshot,
        InventoryNode node,
        ControlPlaneComponent component
    )
    {
        ImmutableArray<ComponentAddress> certain =
        [
            .. node.Components.Of(component) is { } url
                ? [new ComponentAddress(url, AddressOrigin.Configured)]
                : Nothing,
            .. FlaggedBy(Flags(snapshot, node, component), component),
        ];
        var known = certain.IsEmpty ? [.. AssumedOf(snapshot, node, component)] : certain;
        return Distinct([.. known, .. PlainPortOf(snapshot, node, component)]);
    }

    /// <summary>The addresses of etcd's client port.</summary>
    public static ImmutableArray<ComponentAddress> OfEtcdClients(ClusterSnapshot snapshot, InventoryNode node)
    {
        var flagged = Urls(Flags(snapshot, node, ControlPlaneComponent.Etcd).GetValueOrDefault("listen-client-urls"));
        return Distinct(
            flagged.Any() ? flagged : Assumed("https", EtcdClientPort, [V4, V6, .. NodeAddressesOf(snapshot, node)])
        );
    }

    /// <summary>The IP addresses of a node, without loopback: from the inventory and from the Kubernetes API.</summary>
    public static IEnumerable<string> NodeAddressesOf(ClusterSnapshot snapshot, InventoryNode node)
    {
        var internalIps = (snapshot.Kubernetes.Node(node.Name)?.Addresses ?? [])
            .Where(address => address.Type is NodeAddressType.InternalIp)
            .Select(address => address.Address);
        return new[] { node.Address }
            .Concat(node.Addresses)
            .Concat(internalIps)
            .OfType<string>()
            .Select(HostPort.OfHost)
            .Where(address => address is { IsIp: true, IsLoopback: false })
            .Select(address => address.Host)
            .Distinct(StringComparer.Ordinal);
    }

    private static ComponentAddress[] Nothing => [];

    private static ImmutableSortedDictionary<string, string> Flags(
        ClusterSnapshot snapshot,
        InventoryNode node,
        ControlPlaneComponent component
    ) =>
        snapshot.Kubernetes.ComponentPod(node.Name, component)?.Flags
        ?? ImmutableSortedDictionary<string, string>.Empty;

    // Without any flag the command line is not known: the pod may be run by a wrapper, or read its settings from a file.
    private static IEnumerable<ComponentAddress> FlaggedBy(
        ImmutableSortedDictionary<string, string> flags,
        ControlPlaneComponent component
    ) =>
        flags.IsEmpty ? []
        : component is ControlPlaneComponent.Etcd ? EtcdMetricsBy(flags)
        : Secure(flags, SecurePortOf(component));

    // etcd serves its metrics on the client port too. With listen-metrics-urls the other port needs no client certificate.
    private static IEnumerable<ComponentAddress> EtcdMetricsBy(ImmutableSortedDictionary<string, string> flags) =>
        Urls(flags.GetValueOrDefault("listen-metrics-urls"))
            .Concat(Urls(flags.GetValueOrDefault("listen-client-urls")));

    private static IEnumerable<ComponentAddress> Secure(ImmutableSortedDictionary<string, string> flags, int usual)
    {
        var port = PortOf(flags.GetValueOrDefault("secure-port")) ?? usual;
        if (port == 0)
        {
            return [];
        }

        var bound = flags.GetValueOrDefault("bind-address");
        var hosts = HostsOf(bound);
        var isEverywhere = hosts.Length > 1;
        return
        [
            .. hosts.Select(host => At("https", host, port, AddressOrigin.Flag)),
            .. isEverywhere && flags.GetValueOrDefault("advertise-address") is { } own && IsIp(own)
                ? [At("https", own, port, AddressOrigin.Flag)]
                : Nothing,
        ];
    }

    /// <summary>
    /// The plain HTTP port that the controller-manager and the scheduler had before Kubernetes 1.20: last, because newer ones have none.
    /// </summary>
    private static IEnumerable<ComponentAddress> PlainPortOf(
        ClusterSnapshot snapshot,
        InventoryNode node,
        ControlPlaneComponent component
    )
    {
        if (
            component is ControlPlaneComponent.Etcd or ControlPlaneComponent.ApiServer
            || node.Components.Of(component) is not null
        )
        {
            return [];
        }

        var flags = Flags(snapshot, node, component);
        var written = PortOf(flags.GetValueOrDefault("port"));
        var port = written ?? (component is ControlPlaneComponent.ControllerManager ? 10252 : 10251);
        var origin = written is null ? AddressOrigin.Assumed : AddressOrigin.Flag;
        return port == 0
            ? []
            : HostsOf(flags.GetValueOrDefault("address") ?? V4).Select(host => At("http", host, port, origin));
    }

    private static IEnumerable<ComponentAddress> AssumedOf(
        ClusterSnapshot snapshot,
        InventoryNode node,
        ControlPlaneComponent component
    ) =>
        component switch
        {
            ControlPlaneComponent.Etcd => Assumed("http", EtcdMetricsPort, [V4, V6]),
            ControlPlaneComponent.ApiServer => Assumed(
                "https",
                snapshot.Kubernetes.Kubeadm.Value?.ApiServerBindPort ?? SecurePortOf(component),
                [V4, V6, .. NodeAddressesOf(snapshot, node)]
            ),
            _ => Assumed("https", SecurePortOf(component), [V4, V6]),
        };

    private static IEnumerable<ComponentAddress> Assumed(string scheme, int port, IEnumerable<string> hosts) =>
        hosts.Select(host => At(scheme, host, port, AddressOrigin.Assumed));

    private static int SecurePortOf(ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.ApiServer => InventoryNode.DefaultApiServerPort,
            ControlPlaneComponent.ControllerManager => 10257,
            _ => 10259,
        };

    /// <summary>
    /// Where to connect to a process that is bound to this address. Bound to every address it is on the loopback of both families, unless
    /// the host has only one; the family of the flag is tried first.
    /// </summary>
    private static string[] HostsOf(string? bound) =>
        bound is null or "" or "0.0.0.0" ? [V4, V6]
        : HostPort.Canonical(bound) is "::" ? [V6, V4]
        : IsIp(bound) ? [HostPort.Canonical(bound)]
        : [];

    private static IEnumerable<ComponentAddress> Urls(string? list) =>
        (list ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null)
            .OfType<Uri>()
            .Where(url => url.Scheme is "http" or "https" && url.Port > 0)
            .SelectMany(url => HostsOf(url.IdnHost).Select(host => At(url.Scheme, host, url.Port, AddressOrigin.Flag)))
            .OrderBy(address => HostPort.Of(address.Url).IsLoopback ? 0 : 1);

    private static bool IsIp(string host) => HostPort.OfHost(host).IsIp;

    private static int? PortOf(string? text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static ComponentAddress At(string scheme, string host, int port, AddressOrigin origin) =>
        new(new Uri($"{scheme}://{HostPort.OfHost(host) with { Port = port }}"), origin);

    private static ImmutableArray<ComponentAddress> Distinct(IEnumerable<ComponentAddress> addresses) =>
        [.. addresses.DistinctBy(address => address.Url)];
}

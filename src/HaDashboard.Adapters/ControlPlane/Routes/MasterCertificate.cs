using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>
/// Finds out to which masters a server certificate belongs. kubeadm writes a master's own name and addresses into the certificates of its
/// apiserver and its etcd. A load balancer on the same port passes on the certificate of whatever master it selected.
/// </summary>
internal static class MasterCertificate
{
    /// <summary>The masters that the certificate names: none, one, or several where all share one certificate.</summary>
    public static IEnumerable<NodeName> MastersIn(X509Certificate2 certificate, ClusterSnapshot snapshot) =>
        snapshot
            .Nodes.Where(node => node.IsMaster && IsNamedIn(certificate, snapshot, node.Config))
            .Select(node => node.Name);

    /// <summary>
    /// The failure for a certificate that names another master and not the expected one; null where the certificate does not contradict.
    /// </summary>
    public static SourceFailureException? Refuse(
        X509Certificate2 certificate,
        ProbeTools tools,
        ControlPlaneComponent component,
        ComponentAddress address
    )
    {
        var named = MastersIn(certificate, tools.Snapshot).ToArray();
        return named.Length == 0 || named.Contains(tools.Node.Name)
            ? null
            : new SourceFailureException(
                FailureKind.OtherServer,
                ProbeTexts.OtherServer(
                    TlsTexts.Server(address.Authority, tools.Node.Name),
                    component.Id(),
                    named[0],
                    tools.KeyOf(component)
                )
            );
    }

    private static bool IsNamedIn(X509Certificate2 certificate, ClusterSnapshot snapshot, InventoryNode node) =>
        NamesOf(snapshot, node)
            .Any(name => certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false));

    private static IEnumerable<string> NamesOf(ClusterSnapshot snapshot, InventoryNode node) =>
        (snapshot.Kubernetes.Node(node.Name)?.Addresses ?? [])
            .Where(address => address.Type is not NodeAddressType.ExternalIp)
            .Select(address => address.Address)
            .Concat(node.Hosts)
            .Select(HostPort.Canonical)
            .Where(name => !new HostPort(name, null).IsLoopback);
}

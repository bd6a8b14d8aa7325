using System.Globalization;
using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>What every probe of one node uses.</summary>
/// <param name="Feed">The facts that say where the components listen.</param>
internal sealed record ProbeTools(
    InventoryNode Node,
    NodeConnection Connection,
    ControlPlaneOptions Options,
    IClusterTrustSource Trust,
    TimeProvider Time,
    IClusterFeed Feed
)
{
    /// <summary>The client certificate for etcd's TLS ports; null where none is configured.</summary>
    public EtcdTrust? Etcd { get; } = EtcdTrust.Of(Options, Time);

    public ClusterSnapshot Snapshot => Feed.Current.Snapshot;

    /// <summary>The key that sets the address of a component of this node.</summary>
    public string KeyOf(ControlPlaneComponent component)
    {
        var place = Options.Nodes.IndexOf(Node);
        var key = ComponentUrls.KeyOf(component);
        return string.Create(CultureInfo.InvariantCulture, $"HaDashboard:Nodes:{place}:ControlPlane:{key}");
    }

    /// <summary>The names that the certificate of an apiserver set up by kubeadm may contain.</summary>
    public TlsExpectation ApiServer(string host) =>
        new(
            Trust.Current,
            [host, "kubernetes", .. ComponentAddresses.NodeAddressesOf(Snapshot, Node), .. OwnNames],
            MustBeProven: Trust.Current.Roots.Count > 0
        );

    /// <summary>The controller-manager and the scheduler usually use self-signed certificates.</summary>
    public TlsExpectation Component(string host) =>
        new(Trust.Current, [host, "localhost", Node.Name.Value], MustBeProven: false);

    public TlsExpectation EtcdServer(EtcdTrust etcd, string host) =>
        new(
            etcd.Current,
            [host, "localhost", .. ComponentAddresses.NodeAddressesOf(Snapshot, Node), .. OwnNames],
            MustBeProven: etcd.Current.Roots.Count > 0
        );

    private IEnumerable<string> OwnNames =>
        new[] { Node.Address, Node.Name.Value }.Concat(Node.Addresses).OfType<string>();
}

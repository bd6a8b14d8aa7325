using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>What every probe of one node uses.</summary>
internal sealed record ProbeTools(
    InventoryNode Node,
    NodeConnection Connection,
    ControlPlaneOptions Options,
    IClusterTrustSource Trust,
    TimeProvider Time
)
{
    /// <summary>The names that the certificate of an apiserver set up by kubeadm may contain.</summary>
    public TlsExpectation ApiServer(string host) =>
        new(
            Trust.Current,
            [host, "kubernetes", .. Node.Address is { } address ? new[] { address } : [], Node.Name.Value],
            MustBeProven: Trust.Current.Roots.Count > 0
        );

    /// <summary>The controller-manager and the scheduler usually use self-signed certificates.</summary>
    public TlsExpectation Component(string host) =>
        new(Trust.Current, [host, "localhost", Node.Name.Value], MustBeProven: false);

    public NodeHttp Http(Uri address, Func<string, TlsExpectation> expectation, bool signed = false) =>
        new(
            Connection,
            address,
            address.Scheme == Uri.UriSchemeHttps ? () => expectation(address.Host) : null,
            signed,
            Time
        );
}

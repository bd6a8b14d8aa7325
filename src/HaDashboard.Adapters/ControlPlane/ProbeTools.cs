using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>What every probe of one node needs.</summary>
internal sealed record ProbeTools(
    InventoryNode Node,
    NodeConnection Connection,
    ControlPlaneOptions Options,
    CachedTrust Trust,
    TimeProvider Time
)
{
    /// <summary>The names under which kubeadm's apiserver may be known on its own node.</summary>
    public TlsExpectation ApiServer(string host) =>
        new(
            Trust.Current,
            [host, "kubernetes", .. Node.Address is { } address ? new[] { address } : [], Node.Name.Value],
            MustBeProven: Trust.Current.Roots.Count > 0
        );

    /// <summary>Controller-manager and scheduler mostly sign their own.</summary>
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

using HaDashboard.Adapters.Addresses;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>The port on which etcd serves its clients. Only its certificate is read, and whether it is open.</summary>
internal static class EtcdClientPort
{
    public static AddressSearch Search(ProbeTools tools) =>
        new(
            () => ComponentAddresses.OfEtcdClients(tools.Snapshot, tools.Node),
            reason => ProbeTexts.EtcdStopped(tools.Node.Name, reason),
            tried => ProbeTexts.EtcdClientsNotFound(tried, tools.Node.Name)
        );

    /// <summary>Tests whether the port is open.</summary>
    /// <exception cref="Core.Facts.Sources.SourceFailureException">It is not, at any of the addresses.</exception>
    public static Task OpenAsync(AddressSearch search, ProbeTools tools, CancellationToken ct) =>
        search.FirstAsync(async address =>
        {
            await using var stream = await TcpOpening.OpenAsync(
                tools.Connection,
                address.Url,
                TcpOpening.LimitFor(address, tools.Options.Timeout),
                tools.Time,
                ct
            );
            return true;
        });
}

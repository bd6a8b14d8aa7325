using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>
/// Reads the IP addresses that a machine has now. While the API has a virtual address, it is read often: its holder may change at any time.
/// </summary>
/// <param name="feed">The facts that say whether there is a virtual address; null: it is read once.</param>
internal sealed class AddressReading(
    NodeConnection node,
    string command,
    TimeSpan timeout,
    TimeProvider time,
    IClusterFeed? feed
) : ValueReader<MachineAddresses>(SourceCatalogue.NodeAddresses, node.Node, time)
{
    internal static readonly TimeSpan WithVirtualAddress = TimeSpan.FromSeconds(3);

    /// <summary>The interval until kubeadm's settings are read: they may name a virtual address.</summary>
    internal static readonly TimeSpan WhileUnknown = TimeSpan.FromSeconds(10);

    public override async Task<MachineAddresses> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await node.RunAsync(command, timeout, cancellationToken);
        if (result.TimedOut)
        {
            throw new SourceFailureException(
                FailureKind.Timeout,
                HaProxyAdapterTexts.CommandTimedOut(Printable.Excerpt(command, 500), Rounded.Seconds(timeout))
            );
        }

        // The exit code is 1 on a host without IPv6, which has only the first file. Malformed: a gate that refuses the command does so
        // again, and each refusal is a line in the node's log.
        return (result.Truncated ? null : AddressParser.Parse(result.Output))
            ?? throw new SourceFailureException(
                FailureKind.Malformed,
                HaProxyAdapterTexts.CommandUnexpected(Printable.Excerpt(command, 500), result.ExitCode)
            );
    }

    public override TimeSpan PauseAfter(TimeSpan interval) =>
        feed?.Current.Snapshot is not { } snapshot ? interval
        : ApiEndpoints.Of(snapshot).SharedIp is not null ? WithVirtualAddress
        : snapshot is { Inventory.Endpoints.SharedChoice: EndpointChoice.Auto, Inventory.WatchesKubernetes: true }
        && snapshot.Kubernetes.Kubeadm.Value is null
            ? WhileUnknown
        : interval;

    protected override string Describe(MachineAddresses value) => string.Join(", ", value.All);
}

using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>Resolves the host names that the inventory has for a machine, as the dashboard's host resolves them.</summary>
internal sealed class ResolvedAddressReading(
    NodeName node,
    ImmutableArray<string> hostNames,
    TimeSpan timeout,
    TimeProvider time
) : ValueReader<MachineAddresses>(SourceCatalogue.ResolvedAddresses, node, time)
{
    public override async Task<MachineAddresses> ReadAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(hostNames.Select(name => ResolveAsync(name, cancellationToken)));
        return answers.Any(answer => answer.Addresses is not null)
            ? AddressParser.Of(answers.SelectMany(answer => answer.Addresses ?? []))
            : throw new SourceFailureException(
                FailureKind.HostUnreachable,
                HaProxyAdapterTexts.NamesNotResolved(string.Join(", ", hostNames), answers[0].Problem)
            );
    }

    protected override string Describe(MachineAddresses value) =>
        $"{string.Join(", ", hostNames)}: {string.Join(", ", value.All)}";

    private async Task<(IPAddress[]? Addresses, Message Problem)> ResolveAsync(string name, CancellationToken ct)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(name, ct).WaitAsync(timeout, Time, ct), Message.Empty);
        }
        catch (SocketException e)
        {
            return (null, Message.Verbatim(Printable.Excerpt(e.Message)));
        }
        catch (TimeoutException)
        {
            return (null, HaProxyAdapterTexts.ResolverSilent(Rounded.Seconds(timeout)));
        }
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Checking;

/// <summary>A machine to read, and the addresses at which SSH may reach it, the most likely first.</summary>
internal sealed record MachineCandidate(NodeName Name, NodeRole Role, ImmutableArray<string> Addresses)
{
    /// <summary>The IP addresses of the machine.</summary>
    public IEnumerable<string> Ips => Addresses.Where(address => new HostPort(address, null).IsIp);

    public static MachineCandidate Of(Node node) =>
        new(
            node.Name,
            node.IsMaster ? NodeRole.Master : NodeRole.Worker,
            [
                .. node
                    .Addresses.OrderBy(address => address.Type)
                    .Select(address => address.Address)
                    .Prepend(node.InternalIp)
                    .Append(node.Name.Value)
                    .OfType<string>()
                    .Where(address => Uri.CheckHostName(address) is not UriHostNameType.Unknown)
                    .Distinct(StringComparer.Ordinal),
            ]
        );
}

using System.Net;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// Sends a server's new sessions to another address. Nobody can ask for it: it only sets again, after a reload, what was read before it.
/// </summary>
/// <param name="Address">A parsed address, never a text: what a node says of itself reaches no command line as it came.</param>
public sealed record SetServerAddress(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    IPEndPoint Address
) : ServerAction(CommandId, UserRole.Admin, Node, Proxy, Server)
{
    // HAProxy tells the trackers of a server's state, not of its address.
    internal override bool IsFollowed => false;

    public override string Describe() => $"set the address of {Path} on {Node} to {Address}";

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Address(Proxy, Server, Address);

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        IPEndPoint.TryParse(now.Server?.Address ?? "", out var at) && at.Equals(Address);

    internal override string Summarise(RuntimeState state) =>
        $"{state.Server?.Address ?? "no address"}, {state.ServerSummary}";
}

using System.Net;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// Changes the address of a server. No caller can submit it: a reload uses it to restore the address that was read before.
/// </summary>
/// <param name="Address">A parsed address, never text: unvalidated output of a node must not reach a command line.</param>
public sealed record SetServerAddress(
    string CommandId,
    NodeName Node,
    ProxyName Proxy,
    ServerName Server,
    IPEndPoint Address
) : ServerAction(CommandId, UserRole.Admin, Node, Proxy, Server)
{
    // Tracking servers follow the state of a server, not its address.
    internal override bool IsFollowed => false;

    public override Message Describe() => RuntimeTexts.SetAddress(Path, Node, Address);

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Address(Proxy, Server, Address);

    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        IPEndPoint.TryParse(now.Server?.Address ?? "", out var at) && at.Equals(Address);

    internal override Message Summarise(RuntimeState state)
    {
        var address = state.Server?.Address is { } known ? Message.Verbatim(known) : RuntimeTexts.NoAddress;
        return Message.Join(", ", address, state.ServerSummary);
    }
}

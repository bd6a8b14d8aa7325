using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>Ends every session with a server, now.</summary>
public sealed record KillServerSessions(string CommandId, NodeName Node, ProxyName Proxy, ServerName Server)
    : ServerAction(CommandId, UserRole.Admin, Node, Proxy, Server)
{
    public override Message Describe() => RuntimeTexts.KillSessionsOf(Path, Node);

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.KillSessions(Proxy, Server);

    // Clients come again at once: fewer than before is what can be seen of it.
    internal override bool IsSeen(RuntimeState before, RuntimeState now) =>
        now.Sessions is { } left && (left == 0 || left < before.Sessions);
}

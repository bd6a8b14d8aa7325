using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>A command of HAProxy's runtime API on one node. A reload or restart reverts it, because haproxy.cfg is not changed.</summary>
public abstract record RuntimeAction : Command
{
    private protected RuntimeAction(string id, UserRole requires, NodeName node)
        : base(id, requires) => Node = node;

    public NodeName Node { get; }

    public override ImmutableArray<NodeName> Nodes => [Node];

    /// <summary>The command that runs: for a console line, the command that it stands for.</summary>
    public virtual RuntimeAction Effective => this;

    /// <summary>The target, so that only one action at a time runs on it.</summary>
    internal abstract string Target { get; }

    internal virtual bool ChangesSomething => true;

    /// <summary>The exact line; null if it depends on a weight that is unknown.</summary>
    internal abstract RuntimeCommandText? Compose(int? userWeight);

    /// <summary>Whether the state read afterwards shows the effect.</summary>
    internal abstract bool IsSeen(RuntimeState before, RuntimeState now);

    /// <summary>A short summary of the state for the audit log.</summary>
    internal abstract Message Summarise(RuntimeState state);
}

/// <summary>An action on one server of a backend.</summary>
public abstract record ServerAction : RuntimeAction
{
    private protected ServerAction(
        string id,
        UserRole requires,
        NodeName node,
        ProxyName proxy,
        ServerName server,
        bool overrideLastServer = false
    )
        : base(id, overrideLastServer ? UserRole.Admin : requires, node) =>
        (Proxy, Server, OverrideLastServer) = (proxy, server, overrideLastServer);

    public ProxyName Proxy { get; }

    public ServerName Server { get; }

    /// <summary>Also applies to the last server of a backend in rotation. Requires Admin.</summary>
    public bool OverrideLastServer { get; }

    /// <summary><c>proxy/server</c>.</summary>
    public string Path => $"{Proxy}/{Server}";

    internal override string Target => Path;

    /// <summary>Whether the server gets no new sessions after the action.</summary>
    internal virtual bool TakesOut(int? userWeight, int? configuredWeight) => false;

    /// <summary>Whether the servers that track this one follow.</summary>
    internal virtual bool IsFollowed => true;

    internal override Message Summarise(RuntimeState state) => state.ServerSummary;
}

/// <summary>The state of a node at one moment.</summary>
/// <param name="Administration">Of the action's server; null where it has none.</param>
public sealed record RuntimeState(HaProxyReading Reading, Server? Server, ServerAdministration? Administration)
{
    internal Message ServerSummary => Server is null ? RuntimeTexts.NotListed : Message.Join(", ", SummaryOf(Server));

    internal long? Sessions => Server?.Row.Number("scur");

    private IEnumerable<Message> SummaryOf(Server server)
    {
        yield return Message.Verbatim(server.Status.Text);
        yield return RuntimeTexts.Weight(Administration?.UserWeight ?? server.Weight);
        if (Administration is { HasCheck: true, IsChecked: false })
        {
            yield return RuntimeTexts.ChecksDisabled;
        }

        if (Administration is { HasAgent: true, IsAgentEnabled: false })
        {
            yield return RuntimeTexts.AgentDisabled;
        }

        yield return RuntimeTexts.Sessions(Sessions ?? 0);
    }
}

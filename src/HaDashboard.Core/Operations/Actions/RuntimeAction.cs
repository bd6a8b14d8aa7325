using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>Something HAProxy's runtime API does on one node, without its file: a reload or a restart undoes it.</summary>
public abstract record RuntimeAction : Command
{
    private protected RuntimeAction(string id, UserRole requires, NodeName node)
        : base(id, requires) => Node = node;

    public NodeName Node { get; }

    public override ImmutableArray<NodeName> Nodes => [Node];

    /// <summary>What is really done: the console's line as the command it stands for.</summary>
    public virtual RuntimeAction Effective => this;

    /// <summary>What it is done to, so that no two at once do something to the same.</summary>
    internal abstract string Target { get; }

    internal virtual bool ChangesSomething => true;

    /// <summary>The exact line; what is not known of the server is null, and so is a line that depends on it.</summary>
    internal abstract RuntimeCommandText? Compose(int? userWeight);

    /// <summary>Whether what was read afterwards shows the effect. What can't show it proves nothing.</summary>
    internal abstract bool IsSeen(RuntimeState before, RuntimeState now);

    /// <summary>What was there, or is now, in a few words for the audit.</summary>
    internal abstract string Summarise(RuntimeState state);
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

    /// <summary>Do it even to the last server of a backend that takes traffic. Needs Admin.</summary>
    public bool OverrideLastServer { get; }

    /// <summary><c>proxy/server</c>.</summary>
    public string Path => $"{Proxy}/{Server}";

    internal override string Target => Path;

    /// <summary>Whether the server gets no new session afterwards.</summary>
    internal virtual bool TakesOut(int? userWeight, int? configuredWeight) => false;

    /// <summary>Whether the servers that track this one follow.</summary>
    internal virtual bool IsFollowed => true;

    internal override string Summarise(RuntimeState state) => state.ServerSummary;
}

/// <summary>What was read of a node at one moment.</summary>
/// <param name="Administration">Of the action's server; null where it has none.</param>
public sealed record RuntimeState(HaProxyReading Reading, Server? Server, ServerAdministration? Administration)
{
    internal string ServerSummary
    {
        get
        {
            if (Server is null)
            {
                return "not listed";
            }

            var weight = Administration?.UserWeight ?? Server.Weight;
            var checks = Administration is { HasCheck: true, IsChecked: false } ? ", checks disabled" : "";
            var agent = Administration is { HasAgent: true, IsAgentEnabled: false } ? ", agent disabled" : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Server.Status.Text}, weight {weight}{checks}{agent}, {Sessions ?? 0} sessions"
            );
        }
    }

    internal long? Sessions => Server?.Row.Number("scur");
}

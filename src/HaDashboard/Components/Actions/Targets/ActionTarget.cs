using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;

namespace HaDashboard.Components.Actions.Targets;

/// <summary>What is acted on: a server on one node, a frontend (no server), or all of a node's HAProxy (neither).</summary>
public sealed record ActionTarget(NodeName Node, ProxyName? Proxy = null, ServerName? Server = null)
{
    /// <summary>Without its node.</summary>
    public Message Text =>
        (Proxy, Server) switch
        {
            (null, _) => Message.Verbatim("HAProxy"),
            ({ } proxy, null) => ActionDialogTexts.FrontendTarget(proxy),
            ({ } proxy, { } server) => Message.Verbatim($"{proxy}/{server}"),
        };

    /// <summary>The name for a title.</summary>
    public string Name => Server?.Value ?? Proxy?.Value ?? "HAProxy";

    public CommandTargetKind Kind =>
        Server is not null ? CommandTargetKind.Server
        : Proxy is not null ? CommandTargetKind.Frontend
        : CommandTargetKind.Node;

    /// <summary>What its dialog offers.</summary>
    public IEnumerable<CommandDescriptor> Commands => CommandCatalogue.For(Kind);

    /// <exception cref="ArgumentException">The command needs something that is not given.</exception>
    public RuntimeAction CommandFor(
        CommandDescriptor command,
        WeightChange? weight,
        bool overrideLastServer,
        string commandId
    ) =>
        command.Create(
            new CommandArguments(commandId)
            {
                Nodes = [Node],
                Proxy = Proxy,
                Server = Server,
                Weight = weight,
                OverrideLastServer = overrideLastServer,
            }
        ) as RuntimeAction
        ?? throw new ArgumentException($"{command.Id} can't be made for {Text}.", nameof(command));

    /// <summary>The same server on every node that lists it.</summary>
    public static IReadOnlyList<ActionTarget> OnAllNodes(
        ClusterSnapshot snapshot,
        ProxyName proxy,
        ServerName server
    ) =>
        [
            .. snapshot
                .Nodes.Where(node => node.HaProxy.Value?.Find(proxy.Value, server.Value) is not null)
                .Select(node => new ActionTarget(node.Name, proxy, server)),
        ];

    public static ActionTarget Of(ServerKey key) => new(key.Node, key.Proxy, key.Server);
}

using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>The catalogue's entries of the runtime API. The console's grammar is read from them too.</summary>
public static class RuntimeCommands
{
    public const string StateRoute = "/nodes/{node}/haproxy/servers/{proxy}/{server}/state";
    public const string WeightRoute = "/nodes/{node}/haproxy/servers/{proxy}/{server}/weight";

    private const string WeightWords =
        "The weight is this server's share of new connections, 0 to 256. With weight 0 the server gets no new "
        + "connections, but HAProxy still reports UP.";

    public static ImmutableArray<CommandDescriptor> All { get; } =
    [
        .. States(),
        .. Weights(),
        .. Checks(),
        .. Agents(),
        OnServer(
            "kill-sessions",
            "Kill sessions",
            "sessions killed",
            CommandGroup.Sessions,
            UserRole.Admin,
            "Closes every current connection to the server. Clients such as kubectl and kubelets see an error and "
                + "reconnect. The server still gets new connections; to stop them, use Drain first.",
            static (a, node, proxy, server) => new KillServerSessions(a.CommandId, node, proxy, server)
        ) with
        {
            ConfirmVerb = "Kill sessions of",
            SelectionLabel = "Kill sessions",
            ConsoleForms = ["shutdown sessions server <server>"],
        },
        .. Frontends(),
        .. Counters(),
    ];

    private static IEnumerable<CommandDescriptor> States()
    {
        yield return State(
            "ready",
            "Ready",
            "set to READY",
            ServerTargetState.Ready,
            "Ready ends maintenance and drain. The server gets new connections, according to its weight, as soon as "
                + "its health checks pass."
        ) with
        {
            Keys = ["F9", "E"],
            AllNodesKeys = ["F1"],
            KeyHelp = "Set READY (hatop: enable)",
            ConsoleForms = ["set server <server> state ready", "enable server <server>"],
        };
        yield return State(
            "drain",
            "Drain",
            "drained",
            ServerTargetState.Drain,
            "Drain stops new connections. Existing connections finish; health checks continue. Reverted by READY or "
                + "any HAProxy reload."
        ) with
        {
            Keys = ["D"],
            KeyHelp = "Set DRAIN",
            ConsoleForms = ["set server <server> state drain"],
            TakesTrafficAway = true,
        };
        yield return State(
            "maint",
            "Maint",
            "set to MAINT",
            ServerTargetState.Maint,
            "Maint stops new connections and health checks. Existing connections are not closed. Use Drain to keep "
                + "health checks running. Reverted by READY or any HAProxy reload."
        ) with
        {
            Keys = ["F10", "M"],
            AllNodesKeys = ["F2"],
            KeyHelp = "Set MAINT (hatop: disable)",
            ConsoleForms = ["set server <server> state maint", "disable server <server>"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Weights()
    {
        yield return Step("weight-10", -10, "−10", ["F5", "<"], "Weight −10");
        yield return Step("weight-1", -1, "−1", ["F6", "-"], "Weight −1");
        yield return Step("weight+1", 1, "+1", ["F7", "+"], "Weight +1; press twice for +2");
        yield return Step("weight+10", 10, "+10", ["F8", ">"], "Weight +10");
        yield return Weight(
            "weight-reset",
            "Reset weight",
            "weight reset",
            "Resets the weight to the configured weight.",
            static _ => WeightChange.Reset
        ) with
        {
            Keys = ["F4", "R"],
            KeyHelp = "Reset weight to the configured weight",
            ConfirmVerb = "Reset weight of",
            PaletteText = "reset weight of",
            SelectionLabel = "Reset weight",
            OnAllNodes = true,
        };
        yield return Weight("weight", "Set weight…", "weight changed", WeightWords, static a => a.Weight) with
        {
            Step = 0,
            PaletteText = "weight of",
            SelectionLabel = "Set weight…",
            ConsoleForms = ["set weight <server> <weight>", "set server <server> weight <weight>"],
            RestRoute = WeightRoute,
        };
        yield return Weight(
            "weight-percent",
            "Set percent…",
            "weight changed",
            "Sets the weight to a percentage of the configured weight. With 0 % the server gets no new connections, "
                + "but HAProxy still reports UP.",
            static a => a.Weight
        );
    }

    private static IEnumerable<CommandDescriptor> Checks()
    {
        yield return Health(
            "checks-on",
            "Enable checks",
            "health checks enabled",
            ServerHealthChange.EnableChecks,
            "HAProxy runs the health checks of the server again."
        ) with
        {
            ConfirmVerb = "Enable checks of",
            SelectionLabel = "Enable checks",
            ConsoleForms = ["enable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "checks-off",
            "Disable checks",
            "health checks disabled",
            ServerHealthChange.DisableChecks,
            "HAProxy stops checking the server and keeps its current state. If the server fails, HAProxy still sends "
                + "it traffic. Enable the checks again afterwards."
        ) with
        {
            ConfirmVerb = "Disable checks of",
            SelectionLabel = "Disable checks",
            ConsoleForms = ["disable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "force-up",
            "Force UP",
            "forced UP",
            ServerHealthChange.ForceUp,
            "HAProxy sets the server to UP, whatever its real state. The next failed checks revert this, unless checks "
                + "are disabled."
        ) with
        {
            ConsoleForms = ["set server <server> health up"],
        };
        yield return Health(
            "force-stopping",
            "Force stopping",
            "forced to stopping",
            ServerHealthChange.ForceStopping,
            "HAProxy sets the server to stopping: only clients with session persistence still get new connections. The "
                + "next checks revert this, unless checks are disabled."
        ) with
        {
            ConsoleForms = ["set server <server> health stopping"],
            TakesTrafficAway = true,
        };
        yield return Health(
            "force-down",
            "Force DOWN",
            "forced DOWN",
            ServerHealthChange.ForceDown,
            "HAProxy sets the server to DOWN. The next passed checks revert this, unless checks are disabled."
        ) with
        {
            ConsoleForms = ["set server <server> health down"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Agents()
    {
        yield return Agent(
            "agent-on",
            "Enable agent check",
            "agent check enabled",
            ServerAgentChange.Enable,
            "HAProxy runs the agent check of the server again."
        ) with
        {
            ConfirmVerb = "Enable agent check of",
            ConsoleForms = ["enable agent <server>"],
        };
        yield return Agent(
            "agent-off",
            "Disable agent check",
            "agent check disabled",
            ServerAgentChange.Disable,
            "HAProxy stops the agent check of the server. The last result stays in effect."
        ) with
        {
            ConfirmVerb = "Disable agent check of",
            ConsoleForms = ["disable agent <server>"],
        };
        yield return Agent(
            "agent-up",
            "Force agent UP",
            "agent forced UP",
            ServerAgentChange.ForceUp,
            "HAProxy sets the result of the agent check to UP."
        ) with
        {
            ConfirmVerb = "Force agent UP of",
            ConsoleForms = ["set server <server> agent up"],
        };
        yield return Agent(
            "agent-down",
            "Force agent DOWN",
            "agent forced DOWN",
            ServerAgentChange.ForceDown,
            "HAProxy sets the result of the agent check to DOWN."
        ) with
        {
            ConfirmVerb = "Force agent DOWN of",
            ConsoleForms = ["set server <server> agent down"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Frontends()
    {
        yield return Frontend(
            "frontend-on",
            "Enable",
            "enabled",
            FrontendTargetState.Enable,
            "enable",
            "The frontend accepts connections again. Only a reload opens a frontend that was shut down."
        );
        yield return Frontend(
            "frontend-off",
            "Disable",
            "disabled",
            FrontendTargetState.Disable,
            "disable",
            "The frontend stops accepting connections: new clients wait and get no answer. If this is the API "
                + "frontend, this node loses access to the control plane. Enable reverts this."
        );
        yield return Frontend(
            "frontend-shutdown",
            "Shut down",
            "shut down",
            FrontendTargetState.Shutdown,
            "shutdown",
            "The frontend closes its port: connections are refused. Only a reload opens it again."
        );
    }

    private static IEnumerable<CommandDescriptor> Counters()
    {
        yield return new CommandDescriptor(
            "clear-counters",
            "Clear maxima",
            "maxima cleared",
            CommandGroup.Counters,
            UserRole.Operator,
            "Resets the maxima (SMAX, QMAX, RMAX…) of every proxy on this node. Totals are not changed."
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node) : null,
            ConfirmVerb = "Clear maxima of",
            ConsoleForms = ["clear counters"],
        };
        yield return new CommandDescriptor(
            "clear-all",
            "Clear all counters",
            "counters cleared",
            CommandGroup.Counters,
            UserRole.Admin,
            "Resets every counter of every proxy on this node, including totals. Monitoring systems see a counter "
                + "reset."
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node, All: true) : null,
            ConfirmVerb = "Clear all counters of",
            ConsoleForms = ["clear counters all"],
        };
    }

    private static CommandDescriptor State(
        string id,
        string label,
        string done,
        ServerTargetState state,
        string explanation
    ) =>
        OnServer(id, label, done, CommandGroup.State, UserRole.Operator, explanation, (a, node, proxy, server) =>
            new SetServerState(a.CommandId, node, proxy, server, state, a.OverrideLastServer)
        ) with
        {
            OnAllNodes = true,
            PaletteText = id,
            SelectionLabel = label,
            RestRoute = StateRoute,
        };

    private static CommandDescriptor Step(
        string id,
        int step,
        string label,
        ImmutableArray<string> keys,
        string keyHelp
    ) =>
        Weight(id, label, $"weight {label}", WeightWords, a => a.Weight ?? WeightChange.Relative(step)) with
        {
            Step = step,
            Keys = keys,
            KeyHelp = keyHelp,
        };

    private static CommandDescriptor Weight(
        string id,
        string label,
        string done,
        string explanation,
        Func<CommandArguments, WeightChange?> weight
    ) =>
        OnServer(id, label, done, CommandGroup.Weight, UserRole.Operator, explanation, (a, node, proxy, server) =>
            weight(a) is { } change
                ? new SetServerWeight(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
                : null
        ) with
        {
            ConfirmVerb = "Set weight of",
        };

    private static CommandDescriptor Health(
        string id,
        string label,
        string done,
        ServerHealthChange change,
        string explanation
    ) =>
        OnServer(id, label, done, CommandGroup.Checks, UserRole.Admin, explanation, (a, node, proxy, server) =>
            new SetServerHealth(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
        );

    private static CommandDescriptor Agent(
        string id,
        string label,
        string done,
        ServerAgentChange change,
        string explanation
    ) =>
        OnServer(id, label, done, CommandGroup.Agent, UserRole.Admin, explanation, (a, node, proxy, server) =>
            new SetServerAgent(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
        );

    private static CommandDescriptor Frontend(
        string id,
        string label,
        string done,
        FrontendTargetState state,
        string word,
        string explanation
    ) =>
        new(id, label, done, CommandGroup.Frontend, UserRole.Admin, explanation)
        {
            Target = CommandTargetKind.Frontend,
            Create = a =>
                a is { Nodes: [var node], Proxy: { } proxy }
                    ? new SetFrontendState(a.CommandId, node, proxy, state)
                    : null,
            ConsoleForms = [$"{word} frontend <proxy>"],
        };

    private static CommandDescriptor OnServer(
        string id,
        string label,
        string done,
        CommandGroup group,
        UserRole requires,
        string explanation,
        Func<CommandArguments, NodeName, ProxyName, ServerName, ServerAction?> create
    ) =>
        new(id, label, done, group, requires, explanation)
        {
            Target = CommandTargetKind.Server,
            Create = a =>
                a is { Nodes: [var node], Proxy: { } proxy, Server: { } server }
                    ? create(a, node, proxy, server)
                    : null,
        };
}

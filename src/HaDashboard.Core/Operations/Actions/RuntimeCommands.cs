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
        "The weight is this server's share of new connections, 0 to 256. Weight 0 takes no new traffic although "
        + "the status goes on saying UP.";

    public static ImmutableArray<CommandDescriptor> All { get; } =
    [
        .. States(),
        .. Weights(),
        .. Checks(),
        .. Agents(),
        OnServer(
            "kill-sessions",
            "Kill sessions",
            "its sessions cut",
            CommandGroup.Sessions,
            UserRole.Admin,
            "Every connection it has now is cut: kubectl, kubelets and controllers on it see an error and "
                + "connect again. New ones go on being sent to it; to keep them off, DRAIN it first.",
            static (a, node, proxy, server) => new KillServerSessions(a.CommandId, node, proxy, server)
        ) with
        {
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
            "made ready",
            ServerTargetState.Ready,
            "READY ends maintenance and drain: it takes new connections as soon as its checks pass, by its own "
                + "weight."
        ) with
        {
            Keys = ["F9", "E"],
            AllNodesKeys = ["F1"],
            KeyHelp = "READY (hatop's enable)",
            ConsoleForms = ["set server <server> state ready", "enable server <server>"],
        };
        yield return State(
            "drain",
            "Drain",
            "drained",
            ServerTargetState.Drain,
            "DRAIN: no new connections, those it has go on until they end, its checks go on. For a server that "
                + "shall empty itself. Undone by READY, and by any reload."
        ) with
        {
            Keys = ["D"],
            KeyHelp = "DRAIN",
            ConsoleForms = ["set server <server> state drain"],
            TakesTrafficAway = true,
        };
        yield return State(
            "maint",
            "Maint",
            "put into maintenance",
            ServerTargetState.Maint,
            "MAINT: out at once. No new connections and no checks, so HAProxy no longer knows how it is. "
                + "Connections it has are not cut. DRAIN is the gentler one: it keeps checking. Undone by READY, and "
                + "by any reload."
        ) with
        {
            Keys = ["F10", "M"],
            AllNodesKeys = ["F2"],
            KeyHelp = "MAINT (hatop's disable)",
            ConsoleForms = ["set server <server> state maint", "disable server <server>"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Weights()
    {
        yield return Step("weight-10", -10, "−10", ["F5", "<"], "weight −10");
        yield return Step("weight-1", -1, "−1", ["F6", "-"], "weight −1");
        yield return Step("weight+1", 1, "+1", ["F7", "+"], "weight +1; pressed twice it counts twice");
        yield return Step("weight+10", 10, "+10", ["F8", ">"], "weight +10");
        yield return Weight(
            "weight-reset",
            "Reset",
            "weight reset",
            "The weight goes back to 100 % of the one in the file.",
            static _ => WeightChange.Reset
        ) with
        {
            Keys = ["F4", "R"],
            KeyHelp = "weight back to 100 % of the file's",
            PaletteText = "reset weight of",
            SelectionLabel = "Weight reset",
            OnAllNodes = true,
        };
        yield return Weight("weight", "Exactly…", "weight changed", WeightWords, static a => a.Weight) with
        {
            Step = 0,
            PaletteText = "weight of",
            SelectionLabel = "Weight…",
            ConsoleForms = ["set weight <server> <weight>", "set server <server> weight <weight>"],
            RestRoute = WeightRoute,
        };
        yield return Weight(
            "weight-percent",
            "In %…",
            "weight changed",
            "The weight becomes a part of the one in the file. 0 % takes no new traffic although the status "
                + "goes on saying UP.",
            static a => a.Weight
        );
    }

    private static IEnumerable<CommandDescriptor> Checks()
    {
        yield return Health(
            "checks-on",
            "Checks on",
            "checked again",
            ServerHealthChange.EnableChecks,
            "HAProxy checks it again."
        ) with
        {
            SelectionLabel = "Checks on",
            ConsoleForms = ["enable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "checks-off",
            "Checks off",
            "no longer checked",
            ServerHealthChange.DisableChecks,
            "HAProxy stops checking it and keeps the state it has: if it dies now, HAProxy goes on sending to "
                + "it. Somebody has to switch the checks on again."
        ) with
        {
            SelectionLabel = "Checks off",
            ConsoleForms = ["disable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "force-up",
            "Force UP",
            "forced UP",
            ServerHealthChange.ForceUp,
            "HAProxy takes it for UP whatever it is. The next failing checks say otherwise, unless they are off."
        ) with
        {
            ConsoleForms = ["set server <server> health up"],
        };
        yield return Health(
            "force-stopping",
            "Force stopping",
            "forced to stopping",
            ServerHealthChange.ForceStopping,
            "HAProxy takes it for stopping: no new sessions but those bound to it. The next checks say "
                + "otherwise, unless they are off."
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
            "HAProxy takes it for DOWN. The next passing checks say otherwise, unless they are off."
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
            "Agent on",
            "agent check enabled",
            ServerAgentChange.Enable,
            "HAProxy asks the server's agent again."
        ) with
        {
            ConsoleForms = ["enable agent <server>"],
        };
        yield return Agent(
            "agent-off",
            "Agent off",
            "agent check disabled",
            ServerAgentChange.Disable,
            "HAProxy no longer asks the server's agent; its last answer stays in effect."
        ) with
        {
            ConsoleForms = ["disable agent <server>"],
        };
        yield return Agent(
            "agent-up",
            "Agent UP",
            "agent forced UP",
            ServerAgentChange.ForceUp,
            "As if its agent had reported UP."
        ) with
        {
            ConsoleForms = ["set server <server> agent up"],
        };
        yield return Agent(
            "agent-down",
            "Agent DOWN",
            "agent forced DOWN",
            ServerAgentChange.ForceDown,
            "As if its agent had reported DOWN."
        ) with
        {
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
            "The frontend accepts connections again. What was shut down stays so until a reload."
        );
        yield return Frontend(
            "frontend-off",
            "Disable",
            "disabled",
            FrontendTargetState.Disable,
            "disable",
            "The frontend stops accepting: whoever connects waits, and gets no answer. On the API's frontend "
                + "that is this node's way to the control plane. Enable undoes it."
        );
        yield return Frontend(
            "frontend-shutdown",
            "Shut down",
            "shut down",
            FrontendTargetState.Shutdown,
            "shutdown",
            "The frontend gives up its port for good: connections are refused, and nothing but a reload brings "
                + "it back."
        );
    }

    private static IEnumerable<CommandDescriptor> Counters()
    {
        yield return new CommandDescriptor(
            "clear-counters",
            "Clear maxima",
            "its maxima cleared",
            CommandGroup.Counters,
            UserRole.Operator,
            "The maxima (SMAX, QMAX, RMAX…) of every proxy of this node start anew. Totals stay."
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node) : null,
            ConsoleForms = ["clear counters"],
        };
        yield return new CommandDescriptor(
            "clear-all",
            "Clear all counters",
            "its counters cleared",
            CommandGroup.Counters,
            UserRole.Admin,
            "Every counter of every proxy of this node starts at zero, totals included: whatever draws graphs "
                + "of them sees a reset."
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node, All: true) : null,
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
        );

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

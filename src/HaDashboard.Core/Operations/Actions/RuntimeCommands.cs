using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>The catalogue's entries of the runtime API. The console's grammar is read from them too.</summary>
public static class RuntimeCommands
{
    public const string StateRoute = "/nodes/{node}/haproxy/servers/{proxy}/{server}/state";
    public const string WeightRoute = "/nodes/{node}/haproxy/servers/{proxy}/{server}/weight";

    public static ImmutableArray<CommandDescriptor> All { get; } =
    [
        .. States(),
        .. Weights(),
        .. Checks(),
        .. Agents(),
        OnServer(
            "kill-sessions",
            DescriptorTexts.KillSessions,
            DescriptorTexts.KillSessionsDone,
            CommandGroup.Sessions,
            UserRole.Admin,
            DescriptorTexts.KillSessionsExplanation,
            static (a, node, proxy, server) => new KillServerSessions(a.CommandId, node, proxy, server)
        ) with
        {
            ConfirmVerb = DescriptorTexts.KillSessionsConfirm,
            SelectionLabel = DescriptorTexts.KillSessions,
            ConsoleForms = ["shutdown sessions server <server>"],
        },
        .. Frontends(),
        .. Counters(),
    ];

    private static IEnumerable<CommandDescriptor> States()
    {
        yield return State(
            "ready",
            DescriptorTexts.Ready,
            DescriptorTexts.ReadyDone,
            ServerTargetState.Ready,
            DescriptorTexts.ReadyExplanation
        ) with
        {
            Keys = ["F9", "E"],
            AllNodesKeys = ["F1"],
            KeyHelp = DescriptorTexts.ReadyKeyHelp,
            ConsoleForms = ["set server <server> state ready", "enable server <server>"],
        };
        yield return State(
            "drain",
            DescriptorTexts.Drain,
            DescriptorTexts.DrainDone,
            ServerTargetState.Drain,
            DescriptorTexts.DrainExplanation
        ) with
        {
            Keys = ["D"],
            KeyHelp = DescriptorTexts.DrainKeyHelp,
            ConsoleForms = ["set server <server> state drain"],
            TakesTrafficAway = true,
        };
        yield return State(
            "maint",
            DescriptorTexts.Maint,
            DescriptorTexts.MaintDone,
            ServerTargetState.Maint,
            DescriptorTexts.MaintExplanation
        ) with
        {
            Keys = ["F10", "M"],
            AllNodesKeys = ["F2"],
            KeyHelp = DescriptorTexts.MaintKeyHelp,
            ConsoleForms = ["set server <server> state maint", "disable server <server>"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Weights()
    {
        yield return Step("weight-10", -10, "−10", ["F5", "<"]);
        yield return Step("weight-1", -1, "−1", ["F6", "-"]);
        yield return Step("weight+1", 1, "+1", ["F7", "+"]) with
        {
            KeyHelp = DescriptorTexts.WeightPlusOneKeyHelp,
        };
        yield return Step("weight+10", 10, "+10", ["F8", ">"]);
        yield return Weight(
            "weight-reset",
            DescriptorTexts.ResetWeight,
            DescriptorTexts.ResetWeightDone,
            DescriptorTexts.ResetWeightExplanation,
            static _ => WeightChange.Reset
        ) with
        {
            Keys = ["F4", "R"],
            KeyHelp = DescriptorTexts.ResetWeightKeyHelp,
            ConfirmVerb = DescriptorTexts.ResetWeightConfirm,
            PaletteText = DescriptorTexts.ResetWeightPalette,
            SelectionLabel = DescriptorTexts.ResetWeight,
            OnAllNodes = true,
        };
        yield return Weight(
            "weight",
            DescriptorTexts.SetWeight,
            DescriptorTexts.SetWeightDone,
            DescriptorTexts.WeightExplanation,
            static a => a.Weight
        ) with
        {
            Step = 0,
            PaletteText = DescriptorTexts.SetWeightPalette,
            SelectionLabel = DescriptorTexts.SetWeight,
            ConsoleForms = ["set weight <server> <weight>", "set server <server> weight <weight>"],
            RestRoute = WeightRoute,
        };
        yield return Weight(
            "weight-percent",
            DescriptorTexts.SetPercent,
            DescriptorTexts.SetWeightDone,
            DescriptorTexts.SetPercentExplanation,
            static a => a.Weight
        );
    }

    private static IEnumerable<CommandDescriptor> Checks()
    {
        yield return Health(
            "checks-on",
            DescriptorTexts.EnableChecks,
            DescriptorTexts.EnableChecksDone,
            ServerHealthChange.EnableChecks,
            DescriptorTexts.EnableChecksExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.EnableChecksConfirm,
            SelectionLabel = DescriptorTexts.EnableChecks,
            ConsoleForms = ["enable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "checks-off",
            DescriptorTexts.DisableChecks,
            DescriptorTexts.DisableChecksDone,
            ServerHealthChange.DisableChecks,
            DescriptorTexts.DisableChecksExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.DisableChecksConfirm,
            SelectionLabel = DescriptorTexts.DisableChecks,
            ConsoleForms = ["disable health <server>"],
            OnAllNodes = true,
        };
        yield return Health(
            "force-up",
            DescriptorTexts.ForceUp,
            DescriptorTexts.ForceUpDone,
            ServerHealthChange.ForceUp,
            DescriptorTexts.ForceUpExplanation
        ) with
        {
            ConsoleForms = ["set server <server> health up"],
        };
        yield return Health(
            "force-stopping",
            DescriptorTexts.ForceStopping,
            DescriptorTexts.ForceStoppingDone,
            ServerHealthChange.ForceStopping,
            DescriptorTexts.ForceStoppingExplanation
        ) with
        {
            ConsoleForms = ["set server <server> health stopping"],
            TakesTrafficAway = true,
        };
        yield return Health(
            "force-down",
            DescriptorTexts.ForceDown,
            DescriptorTexts.ForceDownDone,
            ServerHealthChange.ForceDown,
            DescriptorTexts.ForceDownExplanation
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
            DescriptorTexts.EnableAgent,
            DescriptorTexts.EnableAgentDone,
            ServerAgentChange.Enable,
            DescriptorTexts.EnableAgentExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.EnableAgentConfirm,
            ConsoleForms = ["enable agent <server>"],
        };
        yield return Agent(
            "agent-off",
            DescriptorTexts.DisableAgent,
            DescriptorTexts.DisableAgentDone,
            ServerAgentChange.Disable,
            DescriptorTexts.DisableAgentExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.DisableAgentConfirm,
            ConsoleForms = ["disable agent <server>"],
        };
        yield return Agent(
            "agent-up",
            DescriptorTexts.ForceAgentUp,
            DescriptorTexts.ForceAgentUpDone,
            ServerAgentChange.ForceUp,
            DescriptorTexts.ForceAgentUpExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.ForceAgentUpConfirm,
            ConsoleForms = ["set server <server> agent up"],
        };
        yield return Agent(
            "agent-down",
            DescriptorTexts.ForceAgentDown,
            DescriptorTexts.ForceAgentDownDone,
            ServerAgentChange.ForceDown,
            DescriptorTexts.ForceAgentDownExplanation
        ) with
        {
            ConfirmVerb = DescriptorTexts.ForceAgentDownConfirm,
            ConsoleForms = ["set server <server> agent down"],
            TakesTrafficAway = true,
        };
    }

    private static IEnumerable<CommandDescriptor> Frontends()
    {
        yield return Frontend(
            "frontend-on",
            DescriptorTexts.EnableFrontend,
            DescriptorTexts.EnableFrontendDone,
            FrontendTargetState.Enable,
            "enable",
            DescriptorTexts.EnableFrontendExplanation
        );
        yield return Frontend(
            "frontend-off",
            DescriptorTexts.DisableFrontend,
            DescriptorTexts.DisableFrontendDone,
            FrontendTargetState.Disable,
            "disable",
            DescriptorTexts.DisableFrontendExplanation
        );
        yield return Frontend(
            "frontend-shutdown",
            DescriptorTexts.ShutDownFrontend,
            DescriptorTexts.ShutDownFrontendDone,
            FrontendTargetState.Shutdown,
            "shutdown",
            DescriptorTexts.ShutDownFrontendExplanation
        );
    }

    private static IEnumerable<CommandDescriptor> Counters()
    {
        yield return new CommandDescriptor(
            "clear-counters",
            DescriptorTexts.ClearMaxima,
            DescriptorTexts.ClearMaximaDone,
            CommandGroup.Counters,
            UserRole.Operator,
            DescriptorTexts.ClearMaximaExplanation
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node) : null,
            ConfirmVerb = DescriptorTexts.ClearMaximaConfirm,
            ConsoleForms = ["clear counters"],
        };
        yield return new CommandDescriptor(
            "clear-all",
            DescriptorTexts.ClearAllCounters,
            DescriptorTexts.ClearAllCountersDone,
            CommandGroup.Counters,
            UserRole.Admin,
            DescriptorTexts.ClearAllCountersExplanation
        )
        {
            Target = CommandTargetKind.Node,
            Create = static a => a.Nodes is [var node] ? new ClearCounters(a.CommandId, node, All: true) : null,
            ConfirmVerb = DescriptorTexts.ClearAllCountersConfirm,
            ConsoleForms = ["clear counters all"],
        };
    }

    private static CommandDescriptor State(
        string id,
        Message label,
        Message done,
        ServerTargetState state,
        Message explanation
    ) =>
        OnServer(id, label, done, CommandGroup.State, UserRole.Operator, explanation, (a, node, proxy, server) =>
            new SetServerState(a.CommandId, node, proxy, server, state, a.OverrideLastServer)
        ) with
        {
            OnAllNodes = true,
            PaletteText = Message.Verbatim(id),
            SelectionLabel = label,
            RestRoute = StateRoute,
        };

    private static CommandDescriptor Step(string id, int step, string label, ImmutableArray<string> keys) =>
        Weight(
            id,
            Message.Verbatim(label),
            DescriptorTexts.WeightStepDone(label),
            DescriptorTexts.WeightExplanation,
            a => a.Weight ?? WeightChange.Relative(step)
        ) with
        {
            Step = step,
            Keys = keys,
            KeyHelp = DescriptorTexts.WeightStepKeyHelp(label),
        };

    private static CommandDescriptor Weight(
        string id,
        Message label,
        Message done,
        Message explanation,
        Func<CommandArguments, WeightChange?> weight
    ) =>
        OnServer(id, label, done, CommandGroup.Weight, UserRole.Operator, explanation, (a, node, proxy, server) =>
            weight(a) is { } change
                ? new SetServerWeight(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
                : null
        ) with
        {
            ConfirmVerb = DescriptorTexts.WeightConfirm,
        };

    private static CommandDescriptor Health(
        string id,
        Message label,
        Message done,
        ServerHealthChange change,
        Message explanation
    ) =>
        OnServer(id, label, done, CommandGroup.Checks, UserRole.Admin, explanation, (a, node, proxy, server) =>
            new SetServerHealth(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
        );

    private static CommandDescriptor Agent(
        string id,
        Message label,
        Message done,
        ServerAgentChange change,
        Message explanation
    ) =>
        OnServer(id, label, done, CommandGroup.Agent, UserRole.Admin, explanation, (a, node, proxy, server) =>
            new SetServerAgent(a.CommandId, node, proxy, server, change, a.OverrideLastServer)
        );

    private static CommandDescriptor Frontend(
        string id,
        Message label,
        Message done,
        FrontendTargetState state,
        string word,
        Message explanation
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
        Message label,
        Message done,
        CommandGroup group,
        UserRole requires,
        Message explanation,
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

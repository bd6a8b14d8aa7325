using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Components.Actions;

/// <summary>From what was pressed to the command that the gate is asked for.</summary>
internal static class ActionCommands
{
    /// <param name="weight">For a verb of weights.</param>
    /// <param name="overrideLastServer">An Admin has typed the server's name.</param>
    internal static RuntimeAction Of(
        ServerVerb verb,
        ActionTarget target,
        WeightChange? weight,
        bool overrideLastServer,
        string id
    )
    {
        var (node, proxy, server) = (target.Node, target.Proxy!, target.Server!);
        return verb.Id switch
        {
            "ready" => new SetServerState(id, node, proxy, server, ServerTargetState.Ready, overrideLastServer),
            "drain" => new SetServerState(id, node, proxy, server, ServerTargetState.Drain, overrideLastServer),
            "maint" => new SetServerState(id, node, proxy, server, ServerTargetState.Maint, overrideLastServer),
            "checks-on" => Health(ServerHealthChange.EnableChecks),
            "checks-off" => Health(ServerHealthChange.DisableChecks),
            "force-up" => Health(ServerHealthChange.ForceUp),
            "force-stopping" => Health(ServerHealthChange.ForceStopping),
            "force-down" => Health(ServerHealthChange.ForceDown),
            "agent-on" => Agent(ServerAgentChange.Enable),
            "agent-off" => Agent(ServerAgentChange.Disable),
            "agent-up" => Agent(ServerAgentChange.ForceUp),
            "agent-down" => Agent(ServerAgentChange.ForceDown),
            "kill-sessions" => new KillServerSessions(id, node, proxy, server),
            "frontend-on" => new SetFrontendState(id, node, proxy, FrontendTargetState.Enable),
            "frontend-off" => new SetFrontendState(id, node, proxy, FrontendTargetState.Disable),
            "frontend-shutdown" => new SetFrontendState(id, node, proxy, FrontendTargetState.Shutdown),
            "clear-counters" => new ClearCounters(id, node),
            "clear-all" => new ClearCounters(id, node, All: true),
            _ when verb.IsWeight && weight is not null => new SetServerWeight(
                id,
                node,
                proxy,
                server,
                weight,
                overrideLastServer
            ),
            _ => throw new ArgumentException($"No command for {verb.Id}.", nameof(verb)),
        };

        SetServerHealth Health(ServerHealthChange change) => new(id, node, proxy, server, change, overrideLastServer);
        SetServerAgent Agent(ServerAgentChange change) => new(id, node, proxy, server, change, overrideLastServer);
    }

    /// <summary>Back to what somebody had set before. It is never an override: what it brings back may be the lack of the last server.</summary>
    internal static RuntimeAction Restore(ServerVerb verb, ActionTarget target, ServerSetting before, string id) =>
        verb.IsWeight
            ? new SetServerWeight(id, target.Node, target.Proxy!, target.Server!, WeightChange.Absolute(before.Weight))
            : new SetServerState(id, target.Node, target.Proxy!, target.Server!, before.State);
}

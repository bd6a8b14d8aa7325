using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Components.Actions;

public enum VerbGroup
{
    State,
    Weight,
    Checks,
    Agent,
    Sessions,
    Frontend,
    Counters,
}

/// <summary>Something that can be asked for a server, a frontend or a node: its words, its key, and who may. A closed list: nothing else can be pressed.</summary>
/// <param name="Id">As in <c>data-action</c> and in keys.js.</param>
/// <param name="Done">What the server is afterwards: "master2 drained on 4 nodes".</param>
/// <param name="Explanation">What it does, for somebody who was asleep a minute ago.</param>
/// <param name="Everywhere">It makes sense on all nodes at once.</param>
public sealed record ServerVerb(
    string Id,
    string Label,
    string Done,
    VerbGroup Group,
    UserRole Requires,
    string? Key,
    string Explanation,
    bool Everywhere = false
)
{
    /// <summary>New sessions stop going there.</summary>
    public bool TakesTrafficAway { get; init; }

    /// <summary>How much the weight is changed by; null where it is not a step.</summary>
    public int? Step { get; init; }

    /// <summary>It opens the weight form.</summary>
    public bool IsWeight => Group is VerbGroup.Weight;

    public bool InPalette => Group is VerbGroup.State || Id is "weight" or "weight-reset";

    public static IReadOnlyList<ServerVerb> All { get; } =
    [
        new(
            "ready",
            "Ready",
            "made ready",
            VerbGroup.State,
            UserRole.Operator,
            "F9 or E",
            "READY ends maintenance and drain: it takes new connections as soon as its checks pass, by its own weight.",
            Everywhere: true
        ),
        new(
            "drain",
            "Drain",
            "drained",
            VerbGroup.State,
            UserRole.Operator,
            "D",
            "DRAIN: no new connections, those it has go on until they end, its checks go on. For a server that shall empty itself. Undone by READY, and by any reload.",
            Everywhere: true
        )
        {
            TakesTrafficAway = true,
        },
        new(
            "maint",
            "Maint",
            "put into maintenance",
            VerbGroup.State,
            UserRole.Operator,
            "F10 or M",
            "MAINT: out at once. No new connections and no checks, so HAProxy no longer knows how it is. Connections it has are not cut. DRAIN is the gentler one: it keeps checking. Undone by READY, and by any reload.",
            Everywhere: true
        )
        {
            TakesTrafficAway = true,
        },
        new("weight-10", "−10", "weight −10", VerbGroup.Weight, UserRole.Operator, "F5 or <", WeightWords)
        {
            Step = -10,
        },
        new("weight-1", "−1", "weight −1", VerbGroup.Weight, UserRole.Operator, "F6 or -", WeightWords) { Step = -1 },
        new("weight+1", "+1", "weight +1", VerbGroup.Weight, UserRole.Operator, "F7 or +", WeightWords) { Step = 1 },
        new("weight+10", "+10", "weight +10", VerbGroup.Weight, UserRole.Operator, "F8 or >", WeightWords)
        {
            Step = 10,
        },
        new(
            "weight-reset",
            "Reset",
            "weight reset",
            VerbGroup.Weight,
            UserRole.Operator,
            "F4 or R",
            "The weight goes back to 100 % of the one in the file.",
            Everywhere: true
        ),
        new("weight", "Exactly…", "weight changed", VerbGroup.Weight, UserRole.Operator, null, WeightWords)
        {
            Step = 0,
        },
        new(
            "weight-percent",
            "In %…",
            "weight changed",
            VerbGroup.Weight,
            UserRole.Operator,
            null,
            "The weight becomes a part of the one in the file. 0 % takes no new traffic although the status goes on saying UP."
        ),
        new(
            "checks-on",
            "Checks on",
            "checked again",
            VerbGroup.Checks,
            UserRole.Admin,
            null,
            "HAProxy checks it again.",
            Everywhere: true
        ),
        new(
            "checks-off",
            "Checks off",
            "no longer checked",
            VerbGroup.Checks,
            UserRole.Admin,
            null,
            "HAProxy stops checking it and keeps the state it has: if it dies now, HAProxy goes on sending to it. Somebody has to switch the checks on again.",
            Everywhere: true
        ),
        new(
            "force-up",
            "Force UP",
            "forced UP",
            VerbGroup.Checks,
            UserRole.Admin,
            null,
            "HAProxy takes it for UP whatever it is. The next failing checks say otherwise, unless they are off."
        ),
        new(
            "force-stopping",
            "Force stopping",
            "forced to stopping",
            VerbGroup.Checks,
            UserRole.Admin,
            null,
            "HAProxy takes it for stopping: no new sessions but those bound to it. The next checks say otherwise, unless they are off."
        )
        {
            TakesTrafficAway = true,
        },
        new(
            "force-down",
            "Force DOWN",
            "forced DOWN",
            VerbGroup.Checks,
            UserRole.Admin,
            null,
            "HAProxy takes it for DOWN. The next passing checks say otherwise, unless they are off."
        )
        {
            TakesTrafficAway = true,
        },
        new(
            "agent-on",
            "Agent on",
            "heard by its agent",
            VerbGroup.Agent,
            UserRole.Admin,
            null,
            "HAProxy asks the server's agent again."
        ),
        new(
            "agent-off",
            "Agent off",
            "not heard by its agent",
            VerbGroup.Agent,
            UserRole.Admin,
            null,
            "HAProxy no longer asks the server's agent; what it said last stays."
        ),
        new(
            "agent-up",
            "Agent UP",
            "told UP for its agent",
            VerbGroup.Agent,
            UserRole.Admin,
            null,
            "As if its agent had said UP."
        ),
        new(
            "agent-down",
            "Agent DOWN",
            "told DOWN for its agent",
            VerbGroup.Agent,
            UserRole.Admin,
            null,
            "As if its agent had said DOWN."
        )
        {
            TakesTrafficAway = true,
        },
        new(
            "kill-sessions",
            "Kill sessions",
            "its sessions cut",
            VerbGroup.Sessions,
            UserRole.Admin,
            null,
            "Every connection it has now is cut: kubectl, kubelets and controllers on it see an error and connect again. New ones go on being sent to it; to keep them off, DRAIN it first."
        ),
        new(
            "frontend-on",
            "Enable",
            "enabled",
            VerbGroup.Frontend,
            UserRole.Admin,
            null,
            "The frontend accepts connections again. What was shut down stays so until a reload."
        ),
        new(
            "frontend-off",
            "Disable",
            "disabled",
            VerbGroup.Frontend,
            UserRole.Admin,
            null,
            "The frontend stops accepting: whoever connects waits, and gets no answer. On the API's frontend that is this node's way to the control plane. Enable undoes it."
        ),
        new(
            "frontend-shutdown",
            "Shut down",
            "shut down",
            VerbGroup.Frontend,
            UserRole.Admin,
            null,
            "The frontend gives up its port for good: connections are refused, and nothing but a reload brings it back."
        ),
        new(
            "clear-counters",
            "Clear maxima",
            "its maxima cleared",
            VerbGroup.Counters,
            UserRole.Operator,
            null,
            "The maxima (SMAX, QMAX, RMAX…) of every proxy of this node start anew. Totals stay."
        ),
        new(
            "clear-all",
            "Clear all counters",
            "its counters cleared",
            VerbGroup.Counters,
            UserRole.Admin,
            null,
            "Every counter of every proxy of this node starts at zero, totals included: whatever draws graphs of them sees a reset."
        ),
    ];

    private const string WeightWords =
        "The weight is this server's share of new connections, 0 to 256. Weight 0 takes no new traffic although the status goes on saying UP.";

    /// <summary>What can be asked for this kind of target.</summary>
    public static IEnumerable<ServerVerb> For(ActionTarget target) =>
        All.Where(verb =>
            (target, verb.Group) switch
            {
                ({ Server: not null }, VerbGroup.Frontend or VerbGroup.Counters) => false,
                ({ Server: not null }, _) => true,
                ({ Proxy: not null }, VerbGroup.Frontend) => true,
                ({ Proxy: null }, VerbGroup.Counters) => true,
                _ => false,
            }
        );

    public static ServerVerb? Find(string id) =>
        All.FirstOrDefault(verb => verb.Id.Equals(id, StringComparison.Ordinal));

    public static ServerVerb Named(string id) => Find(id) ?? throw new ArgumentException($"No verb {id}.", nameof(id));
}

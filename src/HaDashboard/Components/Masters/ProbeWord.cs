using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Masters;

/// <summary>The result of probing a process on its own node: tone, icon, word and one detail.</summary>
/// <param name="Fresh">The result is current. It is also current when the process is known not to respond.</param>
public sealed record ProbeWord(Tone Tone, string Icon, Message Word, Message? Detail, bool Fresh)
{
    /// <summary>The value of <c>data-state</c>. Scripts depend on it, so it does not follow the wording.</summary>
    public string State { get; init; } = Word.In(CultureInfo.InvariantCulture);

    /// <returns>null where the process is not probed.</returns>
    public static ProbeWord? Of(ClusterSnapshot snapshot, NodeState node, ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => Of(node.Etcd, Etcd),
            ControlPlaneComponent.ApiServer => Of(node.ApiServer, ApiServer),
            ControlPlaneComponent.ControllerManager => Of(node.ControllerManager, probe =>
                Component(snapshot, node.Name, component, probe)
            ),
            _ => Of(node.Scheduler, probe => Component(snapshot, node.Name, component, probe)),
        };

    /// <summary>An address of the API as a node reaches it.</summary>
    public static ProbeWord? OfEndpoint(Slice<EndpointProbe> slice) => Of(slice, Endpoint);

    private static ProbeWord? Of<T>(Slice<T> slice, Func<T, ProbeWord> describe)
        where T : class =>
        slice switch
        {
            { Freshness: Freshness.Never, Failure: null } => null,
            { Failure.Kind: FailureKind.PortClosed } => new ProbeWord(
                Tone.Bad,
                "▼",
                MasterTexts.NotRunning,
                MasterTexts.PortClosed,
                true
            ),
            { Failure.Kind: FailureKind.PortSilent } => new ProbeWord(
                Tone.Bad,
                "▼",
                MasterTexts.TimedOut,
                MasterTexts.NoResponse,
                true
            )
            {
                State = "no answer",
            },
            { IsFresh: true, Value: { } value } => describe(value),
            { Value: { } value } => describe(value) is var was
                ? new ProbeWord(Tone.Stale, "?", SharedTexts.Was(was.Word), null, false) { State = $"was {was.State}" }
                : null,
            { Failure: { } failure } => new ProbeWord(
                Tone.None,
                "?",
                MasterTexts.Unknown,
                FailureWords.Brief(failure),
                false
            ),
            _ => null,
        };

    private static ProbeWord Etcd(EtcdMember member)
    {
        var role = member switch
        {
            { Source: EtcdMemberSource.ApiServer } => MasterTexts.Responding,
            { IsLearner: true } => MasterTexts.Learner,
            { IsLeader: true } => MasterTexts.Leader,
            { HasLeader: false } => MasterTexts.NoLeader,
            _ => MasterTexts.Follower,
        };
        var detail = member.Source is EtcdMemberSource.ApiServer ? MasterTexts.AccordingToApiServer : Size(member);
        var state = member.Source is EtcdMemberSource.ApiServer ? "answers" : role.In(CultureInfo.InvariantCulture);
        return member switch
        {
            { Healthy: false } => new ProbeWord(
                Tone.Bad,
                "▼",
                member.HasLeader == false ? MasterTexts.NoLeader : MasterTexts.Unhealthy,
                member.Reason is { } reason ? Message.Verbatim(reason) : detail,
                true
            ),
            { QuotaUsed: >= 0.85 } or { Alarms.IsEmpty: false } => new ProbeWord(Tone.Warn, "!", role, detail, true)
            {
                State = state,
            },
            _ => new ProbeWord(Tone.Ok, member.IsLeader == true ? "★" : "✓", role, detail, true) { State = state },
        };
    }

    private static Message? Size(EtcdMember member) =>
        member switch
        {
            { DbSizeBytes: { } size, QuotaBytes: > 0 and var quota } => MasterTexts.PartOf(
                Units.Bytes(size),
                Units.Bytes(quota)
            ),
            { DbSizeBytes: { } size } => Message.Verbatim(Units.Bytes(size)),
            _ => null,
        };

    private static ProbeWord ApiServer(ApiServerProbe probe)
    {
        var trip = Trip(probe.RoundTrip);
        return probe switch
        {
            { Live.Ok: false } => new ProbeWord(Tone.Bad, "▼", MasterTexts.NotLive, Why(probe.Live), true),
            { Ready.Ok: false } => new ProbeWord(Tone.Bad, "▼", MasterTexts.NotReady, Why(probe.Ready), true),
            { Ready.Ok: true } => new ProbeWord(Tone.Ok, "✓", MasterTexts.Ready, trip, true),
            _ => Responding(probe.Ready),
        };
    }

    private static ProbeWord Component(
        ClusterSnapshot snapshot,
        NodeName node,
        ControlPlaneComponent component,
        ComponentProbe probe
    )
    {
        if (probe.Health.Ok != true)
        {
            return probe.Health.Ok is null
                ? Responding(probe.Health)
                : new ProbeWord(Tone.Bad, "▼", MasterTexts.Unhealthy, Why(probe.Health), true);
        }

        var leads = snapshot.Kubernetes.IsLeader(node, component);
        return new ProbeWord(
            Tone.Ok,
            leads == true ? "★" : "✓",
            leads switch
            {
                true => MasterTexts.Leader,
                false => MasterTexts.Standby,
                _ => MasterTexts.Healthy,
            },
            Trip(probe.RoundTrip),
            true
        );
    }

    private static ProbeWord Endpoint(EndpointProbe probe)
    {
        var worst = probe.Attempts.FirstOrDefault(a => !a.Ok);
        var why = worst switch
        {
            { Status: { } status } => MasterTexts.HttpStatus(status),
            { Error: { } error } => error,
            _ => null,
        };
        return probe switch
        {
            { IsHealthy: true } => new ProbeWord(
                Tone.Ok,
                "✓",
                MasterTexts.Ok,
                Trip(probe.Attempts.Max(a => a.Latency)),
                true
            ),
            { Succeeded: 0 } => new ProbeWord(Tone.Bad, "▼", MasterTexts.Failing, why, true),
            _ => new ProbeWord(Tone.Bad, "!", MasterTexts.PartFails(probe.Failed, probe.Attempts.Length), why, true),
        };
    }

    // The process responds, but not with its health: the account has no right to read it.
    private static ProbeWord Responding(HealthAnswer answer) =>
        new(Tone.Warn, "?", MasterTexts.Responding, MasterTexts.StatusHealthUnknown(answer.Status), true)
        {
            State = "answers",
        };

    private static Message? Trip(TimeSpan? roundTrip) =>
        roundTrip is { } trip ? Message.Verbatim(Units.Milliseconds(trip)) : null;

    private static Message Why(HealthAnswer answer) =>
        answer switch
        {
            { FailedChecks: { IsEmpty: false } checks } => Message.Verbatim(string.Join(", ", checks)),
            { Problem: { } problem } => Message.Verbatim(problem),
            _ => MasterTexts.HttpStatus(answer.Status),
        };
}

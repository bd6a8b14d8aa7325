using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Masters;

/// <summary>The result of probing a process on its own node: tone, icon, word and one detail.</summary>
/// <param name="Fresh">The result is current. It is also current when the process is known not to respond.</param>
public sealed record ProbeWord(Tone Tone, string Icon, string Word, string? Detail, bool Fresh)
{
    /// <summary>The value of <c>data-state</c>. Scripts depend on it, so it does not follow the wording.</summary>
    public string State { get; init; } = Word;

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

    /// <summary>The local API endpoint of the node.</summary>
    public static ProbeWord? OfEndpoint(NodeState node) => Of(node.LocalEndpoint, Endpoint);

    private static ProbeWord? Of<T>(Slice<T> slice, Func<T, ProbeWord> describe)
        where T : class =>
        slice switch
        {
            { Freshness: Freshness.Never, Failure: null } => null,
            { Failure.Kind: FailureKind.PortClosed } => new ProbeWord(
                Tone.Bad,
                "▼",
                "not running",
                "port closed",
                true
            ),
            { Failure.Kind: FailureKind.PortSilent } => new ProbeWord(Tone.Bad, "▼", "timed out", "no response", true)
            {
                State = "no answer",
            },
            { IsFresh: true, Value: { } value } => describe(value),
            { Value: { } value } => describe(value) is var was
                ? new ProbeWord(Tone.Stale, "?", $"was {was.Word}", null, false) { State = $"was {was.State}" }
                : null,
            { Failure: { } failure } => new ProbeWord(Tone.None, "?", "unknown", FailureWords.Brief(failure), false),
            _ => null,
        };

    private static ProbeWord Etcd(EtcdMember member)
    {
        var role = member switch
        {
            { Source: EtcdMemberSource.ApiServer } => "responding",
            { IsLearner: true } => "learner",
            { IsLeader: true } => "leader",
            { HasLeader: false } => "no leader",
            _ => "follower",
        };
        var detail = member.Source is EtcdMemberSource.ApiServer ? "according to the apiserver" : Size(member);
        var state = member.Source is EtcdMemberSource.ApiServer ? "answers" : role;
        return member switch
        {
            { Healthy: false } => new ProbeWord(
                Tone.Bad,
                "▼",
                member.HasLeader == false ? "no leader" : "unhealthy",
                member.Reason ?? detail,
                true
            ),
            { QuotaUsed: >= 0.85 } or { Alarms.IsEmpty: false } => new ProbeWord(Tone.Warn, "!", role, detail, true)
            {
                State = state,
            },
            _ => new ProbeWord(Tone.Ok, member.IsLeader == true ? "★" : "✓", role, detail, true) { State = state },
        };
    }

    private static string? Size(EtcdMember member) =>
        member switch
        {
            { DbSizeBytes: { } size, QuotaBytes: > 0 and var quota } => $"{Units.Bytes(size)} of {Units.Bytes(quota)}",
            { DbSizeBytes: { } size } => Units.Bytes(size),
            _ => null,
        };

    private static ProbeWord ApiServer(ApiServerProbe probe)
    {
        var trip = probe.RoundTrip is { } time ? Units.Milliseconds(time) : null;
        return probe switch
        {
            { Live.Ok: false } => new ProbeWord(Tone.Bad, "▼", "not live", Why(probe.Live), true),
            { Ready.Ok: false } => new ProbeWord(Tone.Bad, "▼", "not ready", Why(probe.Ready), true),
            { Ready.Ok: true } => new ProbeWord(Tone.Ok, "✓", "ready", trip, true),
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
                : new ProbeWord(Tone.Bad, "▼", "unhealthy", Why(probe.Health), true);
        }

        var leads = snapshot.Kubernetes.IsLeader(node, component);
        return new ProbeWord(
            Tone.Ok,
            leads == true ? "★" : "✓",
            leads switch
            {
                true => "leader",
                false => "standby",
                _ => "healthy",
            },
            probe.RoundTrip is { } trip ? Units.Milliseconds(trip) : null,
            true
        );
    }

    private static ProbeWord Endpoint(LocalEndpointProbe probe)
    {
        var worst = probe.Attempts.FirstOrDefault(a => !a.Ok);
        var why = worst?.Status is { } status ? $"status {status}" : worst?.Error?.ToString();
        return probe switch
        {
            { IsHealthy: true } => new ProbeWord(
                Tone.Ok,
                "✓",
                "OK",
                Units.Milliseconds(probe.Attempts.Max(a => a.Latency)),
                true
            ),
            { Succeeded: 0 } => new ProbeWord(Tone.Bad, "▼", "failing", why, true),
            _ => new ProbeWord(Tone.Bad, "!", $"{probe.Failed}/{probe.Attempts.Length} fail", why, true),
        };
    }

    // The process responds, but not with its health: the account has no right to read it.
    private static ProbeWord Responding(HealthAnswer answer) =>
        new(Tone.Warn, "?", "responding", $"status {answer.Status}, health unknown", true) { State = "answers" };

    private static string Why(HealthAnswer answer) =>
        answer switch
        {
            { FailedChecks: { IsEmpty: false } checks } => string.Join(", ", checks),
            { Problem: { } problem } => problem,
            _ => $"status {answer.Status}",
        };
}

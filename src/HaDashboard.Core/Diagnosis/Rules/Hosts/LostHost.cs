using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>The symptoms that an unreachable host explains.</summary>
internal static class LostHost
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(8);

    /// <summary>Failures on the host itself.</summary>
    internal static ImmutableArray<Explanation> OfSameNode { get; } =
    [Explanation.OnSameNode(MasterUnreachableRule.Id), Explanation.OnSameNode(NodeSilentRule.Id)];

    /// <summary>Failures on the host, and what HAProxys report about its master.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrColumn { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, Relations.IsOfColumn),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(Relations.IsOfColumn)),
    ];

    /// <summary>Consequences of a lost master for the whole cluster.</summary>
    internal static ImmutableArray<Explanation> OfMaster { get; } =
    [
        Explanation.Always(MasterUnreachableRule.Id),
        new(NodeSilentRule.Id, static (diagnosis, cause, _) => Relations.IsOnMaster(diagnosis, cause)),
    ];

    /// <summary>Failures on the host, and consequences of a lost master on every node.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrMaster { get; } =
    [
        Explanation.Always(MasterUnreachableRule.Id),
        OnSameNodeOr(NodeSilentRule.Id, static (diagnosis, cause, _) => Relations.IsOnMaster(diagnosis, cause)),
    ];

    /// <summary>A master that SSH cannot reach.</summary>
    internal static Explanation OfUnreachableMaster { get; } =
        new(HaProxyUnreachableRule.Id, static (diagnosis, cause, _) => IsBeyondReach(diagnosis, cause));

    /// <summary>Failures on the host, and failures elsewhere that started after the host was last observed.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrLater { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, IsLater),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(IsLater)),
        new(HaProxyUnreachableRule.Id, ByUnreachableMaster(IsLater)),
    ];

    /// <summary>Sources on the host that are not observed, and probes of other nodes that fail because of it.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrUnobserved { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, IsProbeOfLostHost),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(IsProbeOfLostHost)),
        OnSameNodeOr(HaProxyUnreachableRule.Id, ByUnreachableMaster(IsProbeOfLostHost)),
    ];

    private static Explanation OnSameNodeOr(RuleId cause, Relation relation) =>
        new(cause, (diagnosis, cause, symptom) =>
            Relations.IsOnSameNode(diagnosis, cause, symptom) || relation(diagnosis, cause, symptom)
        );

    private static Relation ByMaster(Relation relation) =>
        (diagnosis, cause, symptom) => Relations.IsOnMaster(diagnosis, cause) && relation(diagnosis, cause, symptom);

    private static Relation ByUnreachableMaster(Relation relation) =>
        (diagnosis, cause, symptom) => IsBeyondReach(diagnosis, cause) && relation(diagnosis, cause, symptom);

    private static bool IsBeyondReach(ClusterDiagnosis diagnosis, Finding cause) =>
        Relations.MasterOf(diagnosis, cause) is { } master && MasterReach.IsBeyondReach(master);

    // It started after the last observation of the host, less the time of a slow response. A member that does not respond has its own
    // cause.
    private static bool IsLater(ClusterDiagnosis diagnosis, Finding cause, Finding symptom)
    {
        if (symptom.Node == cause.Node)
        {
            return false;
        }

        var lastSeen = diagnosis.Snapshot.Node(cause.Node!)!.HaProxy.ObservedAt ?? cause.Since;
        var answers = symptom.Node is not { } name || diagnosis.Snapshot.Node(name)?.Etcd.FreshValue is not null;
        return symptom.Since >= lastSeen - SlowAnswer && answers;
    }

    // Probes of other nodes are sent to the lost host, or need etcd while it reacts to the loss of the member.
    private static bool IsProbeOfLostHost(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        symptom.Node is null
        || symptom.Subject == SourceSubject.LocalEndpoint
        || symptom.Subject == SourceSubject.Etcd
        || symptom.Subject == SourceSubject.ApiServer;
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>What a host that is gone, or may be, explains elsewhere.</summary>
internal static class LostHost
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(8);

    /// <summary>What fails on the host itself.</summary>
    internal static ImmutableArray<Explanation> OfSameNode { get; } =
    [Explanation.OnSameNode(MasterUnreachableRule.Id), Explanation.OnSameNode(NodeSilentRule.Id)];

    /// <summary>What fails on the host, and what HAProxys report of the master there.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrColumn { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, Relations.IsOfColumn),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(Relations.IsOfColumn)),
    ];

    /// <summary>What any lost master brings about for the whole cluster.</summary>
    internal static ImmutableArray<Explanation> OfMaster { get; } =
    [
        Explanation.Always(MasterUnreachableRule.Id),
        new(NodeSilentRule.Id, static (diagnosis, cause, _) => Relations.IsOnMaster(diagnosis, cause)),
    ];

    /// <summary>What fails on the host, and what any lost master brings about on every node.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrMaster { get; } =
    [
        Explanation.Always(MasterUnreachableRule.Id),
        OnSameNodeOr(NodeSilentRule.Id, static (diagnosis, cause, _) => Relations.IsOnMaster(diagnosis, cause)),
    ];

    /// <summary>A master that SSH does not reach, whatever the reason.</summary>
    internal static Explanation OfUnreachableMaster { get; } =
        new(HaProxyUnreachableRule.Id, static (diagnosis, cause, _) => IsBeyondReach(diagnosis, cause));

    /// <summary>What fails on the host, and what began elsewhere after the host was seen last.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrLater { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, IsLater),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(IsLater)),
        new(HaProxyUnreachableRule.Id, ByUnreachableMaster(IsLater)),
    ];

    /// <summary>What is not observed on the host, and what other nodes' probes did not get an answer to because of it.</summary>
    internal static ImmutableArray<Explanation> OfSameNodeOrUnobserved { get; } =
    [
        OnSameNodeOr(MasterUnreachableRule.Id, IsOnTheWay),
        OnSameNodeOr(NodeSilentRule.Id, ByMaster(IsOnTheWay)),
        OnSameNodeOr(HaProxyUnreachableRule.Id, ByUnreachableMaster(IsOnTheWay)),
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

    // It began when the host was seen for the last time, a slow answer earlier. A member that does not even answer has a reason of its own.
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

    // Another node's probes meet the lost host on their way, or ask what needs etcd while etcd does without that member.
    private static bool IsOnTheWay(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        symptom.Node is null
        || symptom.Subject == SourceSubject.LocalEndpoint
        || symptom.Subject == SourceSubject.Etcd
        || symptom.Subject == SourceSubject.ApiServer;
}

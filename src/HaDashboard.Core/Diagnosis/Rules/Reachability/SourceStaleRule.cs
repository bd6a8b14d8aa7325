using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A source that is stale or never responded, without a failure that another rule reports: its data does not show the current state.
/// </summary>
public sealed class SourceStaleRule : IRule
{
    private static readonly ImmutableArray<SourceDescriptor> OfNode =
    [
        .. SourceCatalogue.OfNodes.Where(source => source is { StaleSubject: not null, Check: SourceCheck.Node }),
    ];

    // The API itself and the leases have conditions of their own.
    private static readonly ImmutableArray<SourceDescriptor> Watches =
    [
        .. SourceCatalogue.OfCluster.Where(source =>
            source is { StaleSubject: not null, Interval: null, Kind: not SourceKind.KubernetesApi }
        ),
    ];

    public static RuleId Id { get; } = new("source.stale");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 420,
            Condition: ReachabilityTexts.SourceStaleCondition,
            Severities: [Severity.Warning],
            Impact: ReachabilityTexts.SourceStaleImpact,
            Advice: ReachabilityTexts.SourceStaleGeneralAdvice,
            Sources: [SourceKind.HaProxy, SourceKind.KubernetesApi, SourceKind.Etcd, SourceKind.ApiServer]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNodeOrUnobserved,
        Explanation.OfWholeCluster(EtcdQuorumLostRule.Id),
        Explanation.OfWholeCluster(EtcdNoLeaderRule.Id),
        Explanation.OnSameNode(HaProxyProcessDownRule.Id),
        Explanation.OfWholeCluster(KubernetesApiUnreachableRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        StaleSources(diagnosis).Concat(UnobservedProbes.Of(diagnosis));

    private static IEnumerable<Finding> StaleSources(ClusterDiagnosis diagnosis)
    {
        foreach (var node in diagnosis.Snapshot.Nodes)
        {
            foreach (var source in OfNode.Where(node.Config.Has))
            {
                var slice = node.Slices[source];
                if (StateOf(source, node.Name, slice) is { } state)
                {
                    yield return FindingOf(source, node.Name, state, slice.ObservedAt);
                }
            }
        }

        if (!diagnosis.Snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        var kubernetes = diagnosis.Snapshot.Kubernetes;
        if (kubernetes.Api.Freshness is Freshness.Never && kubernetes.Api.Failure is null)
        {
            yield return FindingOf(SourceCatalogue.KubernetesApi, null, ReachabilityTexts.ApiNeverResponded, null);
        }

        if (kubernetes.Api.IsFresh)
        {
            foreach (var source in Watches)
            {
                var slice = kubernetes.Slices[source];
                if (WatchState(source, slice) is { } state)
                {
                    yield return FindingOf(source, null, state, slice.ObservedAt);
                }
            }
        }
    }

    private static Finding FindingOf(SourceDescriptor source, NodeName? node, Message message, DateTimeOffset? since) =>
        new(
            Id,
            Severity.Warning,
            node,
            SourceSubject.Of(source),
            message,
            since is null
                ? HostTexts.FindFailingStep
                : Message.Join(" ", ReachabilityTexts.LastDataIsShown, HostTexts.FindFailingStep),
            since
        );

    private static Message? StateOf(SourceDescriptor source, NodeName node, Slice slice) =>
        slice switch
        {
            { Failure: not null } or { IsFresh: true } => null,
            { Freshness: Freshness.Never } => ReachabilityTexts.SourceNeverResponded(source.NameOn(node)),
            _ => ReachabilityTexts.SourceNotResponding(source.NameOn(node)),
        };

    private static Message? WatchState(SourceDescriptor source, Slice slice) =>
        slice switch
        {
            { IsFresh: true } => null,
            { Failure: { } failure } => ReachabilityTexts.WatchFails(
                SourceNames.Of(source),
                failure.Message.AsSentence()
            ),
            { Freshness: Freshness.Never } => ReachabilityTexts.WatchHasNoList(SourceNames.Of(source)),
            _ => ReachabilityTexts.WatchIsStale(SourceNames.Of(source)),
        };
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

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
            Condition: "a configured source is stale, has never responded, or may not be read",
            Severities: [Severity.Warning],
            Impact: "The state that this source reports is unknown. Unknown is not healthy.",
            Advice: "run HaDashboard --check to find the failing step",
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
            foreach (var source in OfNode)
            {
                var slice = node.Slices[source];
                if (StateOf(slice) is { } how)
                {
                    yield return FindingOf(source, node.Name, $"{source.NameOn(node.Name)} {how}.", slice.ObservedAt);
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
            yield return FindingOf(
                SourceCatalogue.KubernetesApi,
                null,
                "The Kubernetes API has not responded yet.",
                null
            );
        }

        if (kubernetes.Api.IsFresh)
        {
            foreach (var source in Watches)
            {
                var slice = kubernetes.Slices[source];
                if (WatchState(slice) is { } state)
                {
                    yield return FindingOf(
                        source,
                        null,
                        $"The watch of {source.StaleSubject} {state}",
                        slice.ObservedAt
                    );
                }
            }
        }
    }

    private static Finding FindingOf(SourceDescriptor source, NodeName? node, string message, DateTimeOffset? since) =>
        new(
            Id,
            Severity.Warning,
            node,
            SourceSubject.Of(source),
            message,
            (since is null ? "" : "The last data is shown with its age. ")
                + "Run HaDashboard --check to find the failing step.",
            since
        );

    private static string? StateOf(Slice slice) =>
        slice switch
        {
            { Failure: not null } or { IsFresh: true } => null,
            { Freshness: Freshness.Never } => "has not responded yet",
            _ => "is not responding",
        };

    private static string? WatchState(Slice slice) =>
        slice switch
        {
            { IsFresh: true } => null,
            { Failure: { } failure } => $"fails: {failure.Message.AsSentence()}",
            { Freshness: Freshness.Never } => "has returned no list yet.",
            _ => "is stale.",
        };
}

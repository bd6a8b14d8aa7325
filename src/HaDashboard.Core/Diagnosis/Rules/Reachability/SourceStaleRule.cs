using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A source that is stale or never responded, without a failure that another rule reports: its data says nothing about now.
/// </summary>
public sealed class SourceStaleRule : IRule
{
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
            if (StateOf(node.HaProxy) is { } how)
            {
                yield return FindingOf(node.Name, "haproxy", $"HAProxy on {node.Name} {how}.", node.HaProxy.ObservedAt);
            }
        }

        if (!diagnosis.Snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        var kubernetes = diagnosis.Snapshot.Kubernetes;
        if (kubernetes.Api.Freshness is Freshness.Never && kubernetes.Api.Failure is null)
        {
            yield return FindingOf(null, "Kubernetes API", "The Kubernetes API has not responded yet.", null);
        }

        if (kubernetes.Api.IsFresh)
        {
            if (WatchState(kubernetes.Nodes) is { } nodes)
            {
                yield return FindingOf(null, "nodes", $"The watch of nodes {nodes}", kubernetes.Nodes.ObservedAt);
            }

            if (WatchState(kubernetes.Pods) is { } pods)
            {
                yield return FindingOf(null, "pods", $"The watch of pods {pods}", kubernetes.Pods.ObservedAt);
            }
        }
    }

    private static Finding FindingOf(NodeName? node, string subject, string message, DateTimeOffset? since) =>
        new(
            Id,
            Severity.Warning,
            node,
            new SourceSubject(subject),
            message,
            (since is null ? "" : "The last data is shown with its age. ")
                + "Run HaDashboard --check to find the failing step.",
            since
        );

    private static string? StateOf<T>(Slice<T> slice)
        where T : class =>
        slice switch
        {
            { Failure: not null } or { IsFresh: true } => null,
            { Freshness: Freshness.Never } => "has not responded yet",
            _ => "is not responding",
        };

    private static string? WatchState<T>(Slice<T> slice)
        where T : class =>
        slice switch
        {
            { IsFresh: true } => null,
            { Failure: { } failure } => $"fails: {Wording.Sentence(failure.Message)}",
            { Freshness: Freshness.Never } => "has returned no list yet.",
            _ => "is stale.",
        };
}

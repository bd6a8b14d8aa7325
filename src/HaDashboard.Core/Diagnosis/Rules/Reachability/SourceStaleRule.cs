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
/// A source that has gone silent, or was never heard, without a failure that another rule tells: its facts say nothing of now.
/// </summary>
public sealed class SourceStaleRule : IRule
{
    public static RuleId Id { get; } = new("source.stale");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 420,
            Condition: "a source that should be heard is silent, never answered, or may not tell",
            Severities: [Severity.Warning],
            Impact: "What it would say is unknown, and unknown is not healthy.",
            Advice: "HaDashboard --check tells what fails",
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
        SilentSources(diagnosis).Concat(UnobservedProbes.Of(diagnosis));

    private static IEnumerable<Finding> SilentSources(ClusterDiagnosis diagnosis)
    {
        foreach (var node in diagnosis.Snapshot.Nodes)
        {
            if (Silent(node.HaProxy) is { } how)
            {
                yield return FindingOf(
                    node.Name,
                    "haproxy",
                    $"The HAProxy of {node.Name} {how}.",
                    node.HaProxy.ObservedAt
                );
            }
        }

        if (!diagnosis.Snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        var kubernetes = diagnosis.Snapshot.Kubernetes;
        if (kubernetes.Api.Freshness is Freshness.Never && kubernetes.Api.Failure is null)
        {
            yield return FindingOf(null, "Kubernetes API", "The Kubernetes API has not answered yet.", null);
        }

        if (kubernetes.Api.IsFresh)
        {
            if (Unheard(kubernetes.Nodes) is { } nodes)
            {
                yield return FindingOf(null, "nodes", $"The watch of the nodes {nodes}", kubernetes.Nodes.ObservedAt);
            }

            if (Unheard(kubernetes.Pods) is { } pods)
            {
                yield return FindingOf(null, "pods", $"The watch of the pods {pods}", kubernetes.Pods.ObservedAt);
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
            (since is null ? "" : "What it showed last is kept, marked with its age. ")
                + "HaDashboard --check tells what fails.",
            since
        );

    private static string? Silent<T>(Slice<T> slice)
        where T : class =>
        slice switch
        {
            { Failure: not null } or { IsFresh: true } => null,
            { Freshness: Freshness.Never } => "has not answered yet",
            _ => "has gone silent",
        };

    private static string? Unheard<T>(Slice<T> slice)
        where T : class =>
        slice switch
        {
            { IsFresh: true } => null,
            { Failure: { } failure } => $"fails: {Wording.Sentence(failure.Message)}",
            { Freshness: Freshness.Never } => "has given no list yet.",
            _ => "has gone silent.",
        };
}

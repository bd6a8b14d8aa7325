using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Reachability;

/// <summary>
/// A source that has gone silent, or was never heard, without a failure that another rule tells: its facts say nothing of now.
/// </summary>
internal sealed class SourceStaleRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        foreach (var node in snapshot.Nodes)
        {
            if (Silent(node.HaProxy) is { } how)
            {
                yield return Finding(
                    node.Name,
                    "haproxy",
                    $"The HAProxy of {node.Name} {how}.",
                    node.HaProxy.ObservedAt
                );
            }
        }

        if (!snapshot.Inventory.WatchesKubernetes)
        {
            yield break;
        }

        var kubernetes = snapshot.Kubernetes;
        if (kubernetes.Api.Freshness is Freshness.Never && kubernetes.Api.Failure is null)
        {
            yield return Finding(null, "Kubernetes API", "The Kubernetes API has not answered yet.", null);
        }

        if (kubernetes.Api.IsFresh)
        {
            if (Unheard(kubernetes.Nodes) is { } nodes)
            {
                yield return Finding(null, "nodes", $"The watch of the nodes {nodes}", kubernetes.Nodes.ObservedAt);
            }

            if (Unheard(kubernetes.Pods) is { } pods)
            {
                yield return Finding(null, "pods", $"The watch of the pods {pods}", kubernetes.Pods.ObservedAt);
            }
        }
    }

    private static Finding Finding(NodeName? node, string subject, string message, DateTimeOffset? since) =>
        new(
            "source.stale",
            Severity.Warning,
            node,
            subject,
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

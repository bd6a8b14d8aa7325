using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>While the Kubernetes API gives no fresh answer, nodes and pods are as they were, not as they are.</summary>
public sealed class KubernetesApiUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("k8s.api-unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 130,
            Condition: "the Kubernetes API gives no fresh answer",
            Severities: [Severity.Warning],
            Impact: "Nodes, pods and leases are as they were, not as they are.",
            Advice: "is an apiserver UP anywhere? the account's rights?",
            Sources: [SourceKind.KubernetesApi]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNodeOrLater,
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        new(NoServerUpRule.Id, static (_, cause, _) => cause.Node is null),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var api = diagnosis.Snapshot.Kubernetes.Api;
        if (
            !diagnosis.Snapshot.Inventory.WatchesKubernetes
            || api.IsFresh
            || (api.Freshness is Freshness.Never && api.Failure is null)
        )
        {
            yield break;
        }

        var kind = api.Failure?.Kind;
        var refused = kind is FailureKind.Unauthorized or FailureKind.Forbidden;
        var how =
            refused ? "refuses the dashboard"
            : kind is FailureKind.ServerError ? "answers with an error"
            : "gives no answer";
        yield return new Finding(
            Id,
            Severity.Warning,
            null,
            new KubernetesApiSubject(),
            $"The Kubernetes API {how}, so nodes and pods are unknown: {Wording.Sentence(api.Failure?.Message ?? "it has gone silent")}",
            refused
                ? "The API lives; give the dashboard's account its rights (get, list, watch on nodes and pods)."
                : "Look at the matrix below: is an apiserver UP anywhere? Then try: "
                    + "kubectl --server https://<master>:6443 get --raw /readyz",
            api.FailingSince
        );
    }
}

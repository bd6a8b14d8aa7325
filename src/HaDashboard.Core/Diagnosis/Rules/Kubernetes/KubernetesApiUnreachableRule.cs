using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>While the Kubernetes API gives no fresh answer, nodes and pods are as they were, not as they are.</summary>
internal sealed class KubernetesApiUnreachableRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var api = snapshot.Kubernetes.Api;
        if (
            !snapshot.Inventory.WatchesKubernetes
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
            "k8s.api-unreachable",
            Severity.Warning,
            null,
            "Kubernetes API",
            $"The Kubernetes API {how}, so nodes and pods are unknown: {Wording.Sentence(api.Failure?.Message ?? "it has gone silent")}",
            refused
                ? "The API lives; give the dashboard's account its rights (get, list, watch on nodes and pods)."
                : "Look at the matrix below: is an apiserver UP anywhere? Then try: kubectl --server https://<master>:6443 get --raw /readyz",
            api.FailingSince
        );
    }
}

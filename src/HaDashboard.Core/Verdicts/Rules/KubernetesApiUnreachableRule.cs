using HaDashboard.Core.Observations;
using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>While the Kubernetes API gives no fresh answer, nodes and pods are as they were, not as they are.</summary>
internal sealed class KubernetesApiUnreachableRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var api = snapshot.Kubernetes.Api;
        if (!snapshot.Inventory.WatchesKubernetes || api.IsFresh || (api.Freshness is Freshness.Never && api.Failure is null))
        {
            yield break;
        }

        var reason = api.Failure?.Message ?? "it has gone silent.";
        yield return new Finding(
            "k8s.api-unreachable", Severity.Warning, null, "Kubernetes API",
            $"The Kubernetes API gives no answer, so nodes and pods are unknown: {reason}",
            api.Failure?.Kind is FailureKind.Unauthorized or FailureKind.Forbidden
                ? "The API lives; give the dashboard's account its rights (get, list, watch on nodes and pods)."
                : "Look at the matrix below: is an apiserver UP anywhere? Then try: kubectl --server https://<master>:6443 get --raw /readyz",
            api.FailingSince);
    }
}

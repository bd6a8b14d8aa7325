using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>While the Kubernetes API gives no fresh answer, node and pod data is stale.</summary>
public sealed class KubernetesApiUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("k8s.api-unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 130,
            Condition: "the Kubernetes API does not respond, or refuses the dashboard",
            Severities: [Severity.Warning],
            Impact: "Node, pod and lease data is stale.",
            Advice: "check that an apiserver is UP; check the permissions of the dashboard's account",
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
            : kind is FailureKind.ServerError ? "returns an error"
            : "does not respond";
        var why = (api.Failure?.Message ?? "no update received").AsSentence();
        yield return new Finding(
            Id,
            Severity.Warning,
            null,
            new KubernetesApiSubject(),
            $"The Kubernetes API {how}, so the state of nodes and pods is unknown: {why}",
            refused
                ? "The API responds. Grant the dashboard's account get, list and watch on nodes and pods."
                : "Check in the reachability matrix that an apiserver is UP. Then run: "
                    + "kubectl --server https://<master>:6443 get --raw /readyz",
            api.FailingSince
        );
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Endpoints;
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
            Condition: KubernetesTexts.ApiUnreachableCondition,
            Severities: [Severity.Warning],
            Impact: KubernetesTexts.ApiUnreachableImpact,
            Advice: KubernetesTexts.ApiUnreachableGeneralAdvice,
            Sources: [SourceKind.KubernetesApi]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostEndpoint.OfDashboard,
        .. LostHost.OfSameNodeOrLater,
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        new(NoServerUpRule.Id, static (_, cause, _) => cause.Node is null),
        new(SaturatedRule.Id, static (_, cause, _) => cause is { Node: null, Severity: Severity.Critical }),
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
        var reason = (api.Failure?.Message ?? KubernetesTexts.NoUpdateReceived).AsSentence();
        yield return new Finding(
            Id,
            Severity.Warning,
            null,
            new KubernetesApiSubject(),
            refused ? KubernetesTexts.ApiRefuses(reason)
                : kind is FailureKind.ServerError ? KubernetesTexts.ApiReturnsError(reason)
                : KubernetesTexts.ApiNotResponding(reason),
            refused ? KubernetesTexts.GrantNodesAndPods : KubernetesTexts.CheckApiServerUp,
            api.FailingSince
        );
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>
/// The API responds, but most connections to it take seconds. No other rule reports this before the connections time out.
/// </summary>
public sealed class ApiSlowRule : IRule
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    public static RuleId Id { get; } = new("k8s.api-slow");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 125,
            Condition: KubernetesTexts.ApiSlowCondition,
            Severities: [Severity.Warning],
            Impact: KubernetesTexts.ApiSlowImpact,
            Advice: KubernetesTexts.ApiSlowGeneralAdvice,
            Sources: [SourceKind.LocalEndpoint]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.Always(EtcdUnsettledRule.Id),
        Explanation.Always(EtcdSlowDiskRule.Id),
        new(SaturatedRule.Id, SaturatedRule.DelaysApiClients),
    ];

    // One slow connection is one slow master, or chance; the majority of all nodes' connections is the API.
    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<TimeSpan> latencies =
        [
            .. from node in diagnosis.Snapshot.Nodes
            from attempt in node.LocalEndpoint.FreshValue?.Attempts ?? []
            where attempt.Ok
            select attempt.Latency,
        ];
        var slow = latencies.Count(latency => latency > Slow);
        if (slow * 2 > latencies.Length)
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                null,
                new KubernetesApiSubject(),
                KubernetesTexts.ApiSlow,
                KubernetesTexts.ApiSlowAdvice,
                null
            );
        }
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that runs out of memory, disk space or process ids evicts pods. Static pods may be affected too.</summary>
public sealed class NodePressureRule : IRule
{
    public static RuleId Id { get; } = new("k8s.pressure");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 400,
            Condition: KubernetesTexts.NodePressureCondition,
            Severities: [Severity.Warning],
            Impact: KubernetesTexts.NodePressureImpact,
            Advice: KubernetesTexts.NodePressureGeneralAdvice,
            Sources: [SourceKind.KubernetesNodes]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.Values ?? []
        from condition in node.Conditions
        where
            condition
                is { Type: "MemoryPressure" or "DiskPressure" or "PIDPressure" or "NetworkUnavailable", IsTrue: true }
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new NodeConditionSubject(condition.Type),
            KubernetesTexts.NodePressure(node.Name, condition.Type),
            KubernetesTexts.NodePressureAdvice(node.Name),
            condition.LastTransition
        );
}

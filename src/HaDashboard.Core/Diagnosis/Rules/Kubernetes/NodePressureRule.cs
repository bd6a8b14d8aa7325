using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that runs out of memory, disk, or process ids evicts pods, and a static pod may be among what suffers.</summary>
public sealed class NodePressureRule : IRule
{
    public static RuleId Id { get; } = new("k8s.pressure");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 400,
            Condition: "a node reports pressure of memory, disk or process ids, or no network",
            Severities: [Severity.Warning],
            Impact: "It evicts pods, and static pods suffer too.",
            Advice: "df -h, free -m on that node",
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
            $"Node {node.Name} reports {condition.Type}.",
            $"kubectl describe node {node.Name}; on it: df -h, free -m",
            condition.LastTransition
        );
}

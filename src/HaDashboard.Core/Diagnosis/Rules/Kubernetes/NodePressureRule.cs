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
            Condition: "a node reports MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable",
            Severities: [Severity.Warning],
            Impact: "The kubelet evicts pods. Static pods may be affected too.",
            Advice: "run df -h and free -m on that node",
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
            $"Run: kubectl describe node {node.Name}. On the node: df -h; free -m",
            condition.LastTransition
        );
}

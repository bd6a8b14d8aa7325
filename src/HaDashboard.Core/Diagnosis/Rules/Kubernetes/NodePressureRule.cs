using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that runs out of memory, disk, or process ids evicts pods, and a static pod may be among what suffers.</summary>
internal sealed class NodePressureRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Kubernetes.Nodes.FreshValue?.Values ?? []
        from condition in node.Conditions
        where
            condition
                is { Type: "MemoryPressure" or "DiskPressure" or "PIDPressure" or "NetworkUnavailable", IsTrue: true }
        select new Finding(
            "k8s.pressure",
            Severity.Warning,
            node.Name,
            condition.Type,
            $"Node {node.Name} reports {condition.Type}.",
            $"kubectl describe node {node.Name}; on it: df -h, free -m",
            condition.LastTransition
        );
}

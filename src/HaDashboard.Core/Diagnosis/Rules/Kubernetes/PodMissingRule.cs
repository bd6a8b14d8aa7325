using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A master has all four static pods, or something is missing that no failing pod will tell of.</summary>
internal sealed class PodMissingRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (!snapshot.Kubernetes.Pods.IsFresh)
        {
            return [];
        }

        return from node in snapshot.Nodes
            where node.IsMaster && !IsUnknownToTheApi(snapshot, node)
            from component in ControlPlaneComponents.All
            where snapshot.Kubernetes.ComponentPod(node.Name, component) is null
            select new Finding(
                "pod.missing",
                Severity.Critical,
                node.Name,
                component.Id(),
                $"There is no {component.Id()} pod on {node.Name}.",
                $"On {node.Name}: ls /etc/kubernetes/manifests; journalctl -u kubelet -n 50",
                null
            );
    }

    // Such a node is told of once, by its own rule; that its pods are missing too follows.
    private static bool IsUnknownToTheApi(ClusterSnapshot snapshot, NodeState node) =>
        snapshot.Kubernetes.Nodes.FreshValue is { } nodes && !nodes.ContainsKey(node.Name.Value);
}

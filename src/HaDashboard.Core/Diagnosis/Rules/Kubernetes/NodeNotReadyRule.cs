using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that is not Ready, or that the API has lost sight of, or that the API does not know at all.</summary>
internal sealed class NodeNotReadyRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        if (snapshot.Kubernetes.Nodes.FreshValue is not { } nodes)
        {
            yield break;
        }

        foreach (var node in nodes.Values.Where(n => n.Ready != true))
        {
            var condition = node.ReadyCondition;
            yield return new Finding(
                "k8s.node-not-ready",
                node.IsMaster ? Severity.Critical : Severity.Warning,
                node.Name,
                "node",
                node.Ready is null
                    ? $"Node {node.Name} is not heard by the API (Ready is {condition?.Status ?? "missing"}{Reason(condition?.Reason)})."
                    : $"Node {node.Name} is NotReady{Reason(condition?.Reason)}.",
                $"kubectl describe node {node.Name}; on it: systemctl status kubelet, and does its 127.0.0.1:5443 answer?",
                condition?.LastTransition
            );
        }

        foreach (var node in snapshot.Nodes.Where(n => !nodes.ContainsKey(n.Name.Value)))
        {
            yield return new Finding(
                "k8s.node-not-ready",
                Severity.Warning,
                node.Name,
                "node",
                $"Node {node.Name} is in the inventory and not in the Kubernetes API.",
                "Is the name spelled as in 'kubectl get nodes', and did the node join?",
                null
            );
        }
    }

    private static string Reason(string? reason) =>
        reason is { Length: > 0 } ? $", {Printable.Excerpt(reason, 80)}" : "";
}

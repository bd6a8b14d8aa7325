using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that is not Ready, whose kubelet stopped posting status, or that is missing in the API.</summary>
public sealed class NodeNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("k8s.node-not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 230,
            Condition: "a node is NotReady, its kubelet stopped posting status, or the API does not list it",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "The node gets no new pods. Its pods are evicted after 5 minutes by default.",
            Advice: "kubectl describe node; systemctl status kubelet",
            Sources: [SourceKind.KubernetesNodes]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(HaProxyUnreachableRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.OnSameNode(HaProxyProcessDownRule.Id),
        Explanation.OnSameNode(NodePressureRule.Id),
        Explanation.EverywhereOrOnSameNode(NoServerUpRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (diagnosis.Snapshot.Kubernetes.Nodes.FreshValue is not { } nodes)
        {
            yield break;
        }

        foreach (var node in nodes.Values.Where(n => n.Ready != true))
        {
            var condition = node.ReadyCondition;
            yield return new Finding(
                Id,
                node.IsMaster ? Severity.Critical : Severity.Warning,
                node.Name,
                new NodeSubject(),
                MessageOf(node, condition),
                $"Run: kubectl describe node {node.Name}. On the node: systemctl status kubelet; "
                    + "curl -sk https://127.0.0.1:5443/readyz",
                condition?.LastTransition
            );
        }

        foreach (var node in diagnosis.Snapshot.Nodes.Where(n => !nodes.ContainsKey(n.Name.Value)))
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                node.Name,
                new NodeSubject(),
                $"Node {node.Name} is in the inventory but not in the Kubernetes API.",
                "Compare the name with 'kubectl get nodes'. Check that the node has joined the cluster.",
                null
            );
        }
    }

    // The node controller sets Ready to Unknown when the kubelet has posted no status for its grace period.
    private static string MessageOf(Node node, Condition? condition)
    {
        var reason = condition?.Reason is { Length: > 0 } text ? Printable.Excerpt(text, 80) : null;
        return (node.Ready, condition?.Status) switch
        {
            (null, "Unknown") =>
                $"Node {node.Name} is NotReady: the kubelet stopped posting status ({reason ?? "Ready is Unknown"}).",
            (null, null) => $"Node {node.Name} has no Ready condition.",
            (null, { } status) =>
                $"Node {node.Name} has an unrecognized Ready condition ('{Printable.Excerpt(status, 40)}').",
            _ when reason is null => $"Node {node.Name} is NotReady.",
            _ => $"Node {node.Name} is NotReady ({reason}).",
        };
    }
}

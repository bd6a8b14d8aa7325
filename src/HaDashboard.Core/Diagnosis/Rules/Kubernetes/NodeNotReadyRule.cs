using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A node that is not Ready, or that the API has lost sight of, or that the API does not know at all.</summary>
public sealed class NodeNotReadyRule : IRule
{
    public static RuleId Id { get; } = new("k8s.node-not-ready");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 230,
            Condition: "a node is not Ready, not heard by the API, or not known to it",
            Severities: [Severity.Critical, Severity.Warning],
            Impact: "Its pods are not counted on, and after a while evicted.",
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
                node.Ready is null
                    ? $"Node {node.Name} is not heard by the API (Ready is {condition?.Status ?? "missing"}{Reason(condition?.Reason)})."
                    : $"Node {node.Name} is NotReady{Reason(condition?.Reason)}.",
                $"kubectl describe node {node.Name}; on it: systemctl status kubelet, and does its 127.0.0.1:5443 answer?",
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
                $"Node {node.Name} is in the inventory and not in the Kubernetes API.",
                "Is the name spelled as in 'kubectl get nodes', and did the node join?",
                null
            );
        }
    }

    private static string Reason(string? reason) =>
        reason is { Length: > 0 } ? $", {Printable.Excerpt(reason, 80)}" : "";
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Endpoints;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Inventory;
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
            Condition: KubernetesTexts.NodeNotReadyCondition,
            Severities: [Severity.Critical, Severity.Warning],
            Impact: KubernetesTexts.NodeNotReadyImpact,
            Advice: KubernetesTexts.NodeNotReadyGeneralAdvice,
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
        .. LostEndpoint.OfClients,
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
                KubernetesTexts.NodeNotReadyAdvice(node.Name),
                condition?.LastTransition
            );
        }

        foreach (
            var node in diagnosis.Snapshot.Nodes.Where(n =>
                n.Config.Role is not NodeRole.LoadBalancer && !nodes.ContainsKey(n.Name.Value)
            )
        )
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                node.Name,
                new NodeSubject(),
                KubernetesTexts.NodeNotInApi(node.Name),
                KubernetesTexts.NodeNotInApiAdvice,
                null
            );
        }
    }

    // The node controller sets Ready to Unknown when the kubelet has posted no status for its grace period.
    private static Message MessageOf(Node node, Condition? condition)
    {
        var reason = condition?.Reason is { Length: > 0 } text ? Printable.Excerpt(text, 80) : null;
        return (node.Ready, condition?.Status) switch
        {
            (null, "Unknown") when reason is null => KubernetesTexts.KubeletStoppedPosting(node.Name),
            (null, "Unknown") => KubernetesTexts.KubeletStoppedPostingBecause(node.Name, reason),
            (null, null) => KubernetesTexts.NodeHasNoReadyCondition(node.Name),
            (null, { } status) => KubernetesTexts.NodeReadyUnrecognized(node.Name, Printable.Excerpt(status, 40)),
            _ when reason is null => KubernetesTexts.NodeNotReady(node.Name),
            _ => KubernetesTexts.NodeNotReadyBecause(node.Name, reason),
        };
    }
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>A master has all four static pods, or something is missing that no failing pod will tell of.</summary>
public sealed class PodMissingRule : IRule
{
    public static RuleId Id { get; } = new("pod.missing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 240,
            Condition: "a master lacks one of its four static pods",
            Severities: [Severity.Critical],
            Impact: "That part of the control plane does not run there, or the kubelet does not tell.",
            Advice: "ls /etc/kubernetes/manifests; journalctl -u kubelet",
            Sources: [SourceKind.KubernetesPods]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        PodCauses.OnSameNode(EtcdMemberDownRule.Id),
        PodCauses.Anywhere(EtcdQuorumLostRule.Id),
        PodCauses.Anywhere(EtcdNoLeaderRule.Id),
        PodCauses.OfEtcd(EtcdUnsettledRule.Id),
        PodCauses.OnSameNodeButEtcd(FalseGreenRule.Id),
        PodCauses.OnSameNodeButEtcd(ApiServerNotLiveRule.Id),
        PodCauses.OnSameNodeButEtcd(ApiServerNotReadyRule.Id),
        PodCauses.OfSameComponent(ComponentUnhealthyRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        if (!diagnosis.Snapshot.Kubernetes.Pods.IsFresh)
        {
            return [];
        }

        return from node in diagnosis.Snapshot.Nodes
            where node.IsMaster && !IsUnknownToTheApi(diagnosis, node)
            from component in ControlPlaneComponents.All
            where diagnosis.Snapshot.Kubernetes.ComponentPod(node.Name, component) is null
            select new Finding(
                Id,
                Severity.Critical,
                node.Name,
                new ComponentSubject(component),
                $"There is no {component.Id()} pod on {node.Name}.",
                $"On {node.Name}: ls /etc/kubernetes/manifests; journalctl -u kubelet -n 50",
                null
            );
    }

    // Such a node is told of once, by its own rule; that its pods are missing too follows.
    private static bool IsUnknownToTheApi(ClusterDiagnosis diagnosis, NodeState node) =>
        diagnosis.Snapshot.Kubernetes.Nodes.FreshValue is { } nodes && !nodes.ContainsKey(node.Name.Value);
}

using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>
/// A master must have every static pod that the masters of this cluster have. No failing pod shows that one is missing.
/// </summary>
public sealed class PodMissingRule : IRule
{
    public static RuleId Id { get; } = new("pod.missing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 240,
            Condition: KubernetesTexts.PodMissingCondition,
            Severities: [Severity.Critical],
            Impact: KubernetesTexts.PodMissingImpact,
            Advice: KubernetesTexts.PodMissingGeneralAdvice,
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

        var expected = ControlPlaneComponents.All.Where(component => IsExpected(diagnosis, component)).ToArray();
        return from node in diagnosis.Snapshot.Nodes
            where node.IsMaster && !IsUnknownToTheApi(diagnosis, node)
            from component in expected
            where diagnosis.Snapshot.Kubernetes.ComponentPod(node.Name, component) is null
            select new Finding(
                Id,
                Severity.Critical,
                node.Name,
                new ComponentSubject(component),
                KubernetesTexts.PodMissing(component.Id(), node.Name),
                KubernetesTexts.PodMissingAdvice(node.Name),
                null
            );
    }

    // In k3s no component is a pod. Talos, kubespray and an external etcd have no etcd pod. Where no master has the pod, only the
    // configuration of kubeadm shows that it should exist.
    private static bool IsExpected(ClusterDiagnosis diagnosis, ControlPlaneComponent component)
    {
        var kubernetes = diagnosis.Snapshot.Kubernetes;
        return diagnosis.Snapshot.Nodes.Any(node =>
                node.IsMaster && kubernetes.ComponentPod(node.Name, component) is not null
            )
            || kubernetes.Kubeadm.Value is { } kubeadm
                && (component is not ControlPlaneComponent.Etcd || !kubeadm.EtcdIsExternal);
    }

    // NodeNotReadyRule reports such a node; that its pods are missing follows from it.
    private static bool IsUnknownToTheApi(ClusterDiagnosis diagnosis, NodeState node) =>
        diagnosis.Snapshot.Kubernetes.Nodes.FreshValue is { } nodes && !nodes.ContainsKey(node.Name.Value);
}

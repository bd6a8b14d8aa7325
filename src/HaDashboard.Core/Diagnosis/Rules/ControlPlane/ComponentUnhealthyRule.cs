using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A controller-manager or scheduler that is not running, hangs, or fails its health check.</summary>
public sealed class ComponentUnhealthyRule : IRule
{
    public static RuleId Id { get; } = new("component.unhealthy");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 300,
            Condition: ControlPlaneTexts.ComponentUnhealthyCondition,
            Severities: [Severity.Warning],
            Impact: ControlPlaneTexts.ComponentUnhealthyImpact,
            Advice: ControlPlaneTexts.ComponentUnhealthyGeneralAdvice,
            Sources: [SourceKind.ControllerManager, SourceKind.Scheduler]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        .. LostHost.OfSameNode,
        Explanation.OnSameNode(EtcdMemberDownRule.Id),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.OnSameNode(FalseGreenRule.Id),
        Explanation.OnSameNode(ApiServerNotLiveRule.Id),
        Explanation.OnSameNode(ApiServerNotReadyRule.Id),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from one in new[]
        {
            (Component: ControlPlaneComponent.ControllerManager, Slice: node.ControllerManager),
            (Component: ControlPlaneComponent.Scheduler, Slice: node.Scheduler),
        }
        where one.Slice.IsHealthy() == false
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new ComponentSubject(one.Component),
            Problem(one.Component.Id(), node.Name, one.Slice),
            ControlPlaneTexts.ComponentUnhealthyAdvice(node.Name, one.Component.Id()),
            one.Slice.FailingSince
        );

    private static Message Problem(string component, NodeName node, Slice<ComponentProbe> slice) =>
        slice.Failure?.Kind switch
        {
            FailureKind.PortClosed => ControlPlaneTexts.ComponentNotRunning(component, node),
            FailureKind.PortSilent => ControlPlaneTexts.ComponentHangs(component, node),
            _ => ControlPlaneTexts.ComponentUnhealthy(component, node, ProbeWording.Why(slice.Value!.Health)),
        };
}

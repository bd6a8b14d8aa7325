using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A controller-manager or scheduler that does not run, hangs, or says that it is not well.</summary>
public sealed class ComponentUnhealthyRule : IRule
{
    public static RuleId Id { get; } = new("component.unhealthy");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 300,
            Condition: "a controller-manager or scheduler does not run, hangs, or is not healthy",
            Severities: [Severity.Warning],
            Impact: "Another replica leads, if there is one.",
            Advice: "crictl ps -a, crictl logs on that master",
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
            $"The {one.Component.Id()} of {node.Name} {How(one.Slice)}.",
            $"On {node.Name}: crictl ps -a | grep {one.Component.Id()}; crictl logs <id>",
            one.Slice.FailingSince
        );

    private static string How(Slice<ComponentProbe> slice) =>
        slice.Failure?.Kind switch
        {
            FailureKind.PortClosed => "does not run: nothing listens on its port",
            FailureKind.PortSilent => "hangs: its port accepts, and no answer comes",
            _ => $"is not healthy{ProbeWording.Why(slice.Value!.Health)}",
        };
}

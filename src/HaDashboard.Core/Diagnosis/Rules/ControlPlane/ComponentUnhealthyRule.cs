using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A controller-manager or scheduler that does not run, hangs, or says that it is not well.</summary>
internal sealed class ComponentUnhealthyRule : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot) =>
        from node in snapshot.Nodes
        from one in new[]
        {
            (Component: ControlPlaneComponent.ControllerManager, Slice: node.ControllerManager),
            (Component: ControlPlaneComponent.Scheduler, Slice: node.Scheduler),
        }
        where one.Slice.IsHealthy() == false
        select new Finding(
            "component.unhealthy",
            Severity.Warning,
            node.Name,
            one.Component.Id(),
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

using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leading scheduler no new pod gets a node.</summary>
internal sealed class SchedulerNoLeaderRule()
    : LeaderRule("scheduler.no-leader", ControlPlaneComponent.Scheduler, "new pods stay pending");

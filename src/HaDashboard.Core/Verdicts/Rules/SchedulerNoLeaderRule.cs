using HaDashboard.Core.Kubernetes;

namespace HaDashboard.Core.Verdicts.Rules;

/// <summary>Without a leading scheduler no new pod gets a node.</summary>
internal sealed class SchedulerNoLeaderRule() : LeaderRule("scheduler.no-leader", ControlPlaneComponent.Scheduler, "new pods stay pending");

using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leading scheduler no new pod gets a node.</summary>
public sealed class SchedulerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("scheduler.no-leader");

    public SchedulerNoLeaderRule()
        : base(ControlPlaneComponent.Scheduler, "new pods stay pending") { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 290,
            Condition: "nobody renews the scheduler's lease",
            Severities: [Severity.Critical],
            Impact: "New pods stay pending.",
            Advice: "crictl logs of kube-scheduler on the masters",
            Sources: [SourceKind.KubernetesLeases]
        );
}

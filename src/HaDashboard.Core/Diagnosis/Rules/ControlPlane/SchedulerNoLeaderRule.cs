using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leader of the scheduler no new pod gets a node.</summary>
public sealed class SchedulerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("scheduler.no-leader");

    public SchedulerNoLeaderRule()
        : base(ControlPlaneComponent.Scheduler, "new pods stay Pending") { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 290,
            Condition: "no replica renews the lease of the scheduler",
            Severities: [Severity.Critical],
            Impact: "New pods stay Pending.",
            Advice: "run crictl logs for kube-scheduler on the masters",
            Sources: [SourceKind.KubernetesLeases]
        );
}

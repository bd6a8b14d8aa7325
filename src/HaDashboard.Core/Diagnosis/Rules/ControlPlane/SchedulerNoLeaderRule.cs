using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leader of the scheduler no new pod gets a node.</summary>
public sealed class SchedulerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("scheduler.no-leader");

    public SchedulerNoLeaderRule()
        : base(ControlPlaneComponent.Scheduler, ControlPlaneTexts.SchedulerNoLeaderConsequence) { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 290,
            Condition: ControlPlaneTexts.SchedulerNoLeaderCondition,
            Severities: [Severity.Critical],
            Impact: ControlPlaneTexts.SchedulerNoLeaderImpact,
            Advice: ControlPlaneTexts.SchedulerNoLeaderGeneralAdvice,
            Sources: [SourceKind.KubernetesLeases]
        );
}

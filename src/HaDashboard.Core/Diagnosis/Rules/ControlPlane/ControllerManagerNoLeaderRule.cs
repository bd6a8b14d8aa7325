using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leader of the controller-manager no lost pod is replaced and no failed node is detected.</summary>
public sealed class ControllerManagerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("controller-manager.no-leader");

    public ControllerManagerNoLeaderRule()
        : base(ControlPlaneComponent.ControllerManager, ControlPlaneTexts.ControllerManagerNoLeaderConsequence) { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 280,
            Condition: ControlPlaneTexts.ControllerManagerNoLeaderCondition,
            Severities: [Severity.Critical],
            Impact: ControlPlaneTexts.ControllerManagerNoLeaderImpact,
            Advice: ControlPlaneTexts.ControllerManagerNoLeaderGeneralAdvice,
            Sources: [SourceKind.KubernetesLeases]
        );
}

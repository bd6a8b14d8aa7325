using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leader of the controller-manager no lost pod is replaced and no failed node is detected.</summary>
public sealed class ControllerManagerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("controller-manager.no-leader");

    public ControllerManagerNoLeaderRule()
        : base(ControlPlaneComponent.ControllerManager, "no lost pod is replaced and no failed node is detected") { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 280,
            Condition: "no replica renews the lease of the controller-manager",
            Severities: [Severity.Critical],
            Impact: "No lost pod is replaced. No failed node is detected.",
            Advice: "run crictl logs for kube-controller-manager on the masters",
            Sources: [SourceKind.KubernetesLeases]
        );
}

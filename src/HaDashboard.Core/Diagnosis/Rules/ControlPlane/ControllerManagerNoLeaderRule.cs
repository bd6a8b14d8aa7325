using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leading controller-manager no lost pod is replaced and no dead node is noticed.</summary>
public sealed class ControllerManagerNoLeaderRule : LeaderRule
{
    public static RuleId Id { get; } = new("controller-manager.no-leader");

    public ControllerManagerNoLeaderRule()
        : base(ControlPlaneComponent.ControllerManager, "nothing in the cluster is put right") { }

    public override RuleDescription Description { get; } =
        new(
            Id,
            Order: 280,
            Condition: "nobody renews the controller-manager's lease",
            Severities: [Severity.Critical],
            Impact: "No lost pod is replaced, no dead node is noticed.",
            Advice: "crictl logs of kube-controller-manager on the masters",
            Sources: [SourceKind.KubernetesLeases]
        );
}
